import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

import type { CellSummary } from "../../stacks/summary";
import { CellClient } from "./client";
import type { LocalStack } from "./local-stack";
import { until } from "./until";

/** Envoy writes its access log when it has 64 KiB of it, or every 10 seconds, and later where it gets no processor. */
const writtenWithinMs = 60_000;

/** Traces of requests that were sent to be known again. */
const marks = new Set<string>();

/**
 * Requests that the gates of a healthy cell have been sent, by their access logs; health checks are not in them. Since a
 * gate writes its log with a delay, each is sent a request whose trace is known: once that one stands there, so do all that
 * came before. Those requests are not counted.
 */
export async function requestsSeen(stack: LocalStack, cell: CellSummary): Promise<number> {
    return (await linesSeen(stack, cell)).length;
}

/** The same as lines in JSON, oldest first in each region. */
export async function linesSeen(stack: LocalStack, cell: CellSummary): Promise<string[]> {
    const mark = randomBytes(16).toString("hex");
    for (const { city } of cell.points) {
        const client = new CellClient(stack.project, cell, city);
        const headers = { traceparent: `00-${mark}-${mark.slice(16)}-01` };
        await client.ask({ path: "/v2", headers }).finally(() => {
            client.close();
        });
    }
    const logs = cell.regions.map(region =>
        until(
            `the request is in the access log of ${region}`,
            () => {
                const lines = linesOf(stack, cell.name, region);
                return lines.some(line => line.includes(mark)) && lines;
            },
            writtenWithinMs,
        ),
    );
    marks.add(mark);
    const isMark = (line: string) => marks.has((JSON.parse(line) as { trace_id: string }).trace_id);
    return (await Promise.all(logs)).flat().filter(line => !isMark(line));
}

function linesOf(stack: LocalStack, cell: string, region: string): string[] {
    const place = region.slice(region.indexOf(":") + 1);
    const log = readFileSync(stack.inServing(cell, place, "logs/gate.log"), "utf8");
    // The last one may still be being written.
    return log
        .split("\n")
        .slice(0, -1)
        .filter(line => line.startsWith('{"'));
}
