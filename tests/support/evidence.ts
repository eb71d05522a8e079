import { readFileSync } from "node:fs";
import path from "node:path";

import type { CellSummary } from "../../stacks/summary";
import { linesSeen } from "./access-log";
import type { LocalStack } from "./local-stack";

/** Of the supervisor's log: what started and what ended around a fault. */
const lastLines = 25;

/**
 * Why the gates of a cell answered with errors of servers, by their access logs, and which processes the supervisor has started and seen
 * end: for the message of a test that found failed requests, since the stack is gone when that message is read.
 */
export async function evidence(stack: LocalStack, cell: CellSummary): Promise<string> {
    const lines = await linesSeen(stack, cell);
    const reasons = new Map<string, number>();
    for (const line of lines) {
        const { region, side, status, flags, details, upstream, time } = JSON.parse(line) as Record<string, string>;
        if (Number(status) < 500) continue;
        const reason = `${time?.slice(11, 19)} ${region} ${side}: ${status} ${flags} ${details} to ${upstream ?? "none"}`;
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    const supervised = readFileSync(path.join(stack.root, "supervisord.log"), "utf8").trimEnd().split("\n");
    return [
        "errors in the gates' logs:",
        ...[...reasons].slice(-lastLines).map(([reason, count]) => `  ${count} × ${reason}`),
        "the supervisor's last words:",
        ...supervised.slice(-lastLines).map(line => `  ${line}`),
    ].join("\n");
}
