import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { described } from "../../components/watch/metrics/crossing";
import { writeMetrics } from "../../components/watch/metrics/text";
import { evacuated, returned, type RegionRecords } from "../../components/watch/regions/region-record";
import { readJson } from "../body";
import { Refusal } from "../refusal";
import type { Answer, Route } from "../routes";
import { Unavailable } from "../store/shard";
import type { Watcher } from "./watcher";

const MOST_BYTES = 16 * 1024;
const request = z.strictObject({ region: z.string().min(1), by: z.string().min(1).max(256) });

/** No longer than the longest drill with the longest wait for it to heal. */
const rehearsal = z.strictObject({ seconds: z.number().min(0).max(7_500) });

/** What a watcher answers: to the hub, the state of its region; to operators of the cell, the result of their commands. */
export function watcherRoutes(watcher: Watcher, regions: () => readonly string[]): readonly Route[] {
    const seen = () => {
        const { current, seen } = watcher;
        if (current !== undefined) return current;
        throw new Refusal(
            503,
            seen === undefined
                ? "nothing is known yet; ask again in a moment"
                : "the region could not be looked at for a minute; the watcher's log has the reason",
        );
    };

    const byHand = async (
        message: IncomingMessage,
        change: (before: RegionRecords, region: string, by: string) => RegionRecords | undefined,
    ): Promise<Answer> => {
        const { success, data } = request.safeParse(await readJson(message, MOST_BYTES));
        if (!success) {
            throw new Refusal(400, "the body must be { region, by }");
        }
        const { region, by } = data;
        if (!regions().includes(region)) {
            throw new Refusal(404, `no such region in the cell; allowed: ${regions().join(", ")}`);
        }
        const outcome = { isLast: false };
        try {
            const { changed } = await watcher.change(before => {
                const after = change(before, region, by);
                outcome.isLast = after === undefined;
                return after;
            });
            if (outcome.isLast) {
                throw new Refusal(409, "no other region of the cell would be left to serve");
            }
            return json(200, { region, changed });
        } catch (error) {
            if (error instanceof Unavailable) {
                throw new Refusal(503, "the cell's store does not answer, so nothing is changed; try again");
            }
            throw error;
        }
    };

    return [
        { method: "GET", path: "/v2/health/live", handle: () => json(200, { live: true }) },
        {
            method: "GET",
            path: "/v2/health/ready",
            handle: () => {
                seen();
                return json(200, { ready: true });
            },
        },
        {
            method: "GET",
            path: "/metrics",
            observed: "instead",
            handle: () => ({
                status: 200,
                body: writeMetrics(described(seen().aggregates)),
                headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
            }),
        },
        {
            method: "GET",
            path: "/v1/region",
            observed: true,
            handle: () => {
                const { aggregates: _, ...rest } = seen();
                return json(200, rest);
            },
        },
        {
            method: "POST",
            path: "/v1/evacuate",
            handle: (_path, message) =>
                byHand(message, (before, region, by) => evacuated(before, region, by, Date.now())),
        },
        { method: "POST", path: "/v1/return", handle: (_path, message) => byHand(message, returned) },
        {
            method: "POST",
            path: "/v1/rehearsal",
            async handle(_path, message) {
                const { success, data } = rehearsal.safeParse(await readJson(message, MOST_BYTES));
                if (!success) throw new Refusal(400, "the body must be { seconds }, of 0 to 7500");
                watcher.rehearse(data.seconds);
                return json(200, data);
            },
        },
    ];
}

function json(status: number, body: object): Answer {
    return { status, body: JSON.stringify(body) };
}
