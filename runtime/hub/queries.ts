import type { IncomingMessage } from "node:http";
import { actorHere } from "../audit/actor";
import { readJson } from "../body";
import { Refusal } from "../refusal";
import { type Answered, tellPeer } from "../watcher/sources";
import type { Hub } from "./hub";

/** Data that leaves a cell only by a query: a region's watcher answers once the caller and the reason are in the audit trail. */
export interface Query {
    readonly cell: string;
    readonly region: string;
    readonly what: "logs" | "samples";
}

const MOST_BYTES = 16 * 1024;
/** The trail may be another's for a while, and logs are long; who asked waits for ten seconds. */
const TIMEOUT_MS = 8_000;

/** The query that a path is of: `/api/cells/<cell>/regions/<region>/logs`, or `samples`. */
export function queryAt(pathname: string): Query | undefined {
    const [, cell, region, what] = /^\/api\/cells\/([^/]+)\/regions\/([^/]+)\/(logs|samples)$/.exec(pathname) ?? [];
    if (cell === undefined || region === undefined) {
        return undefined;
    }
    try {
        return { cell, region: decodeURIComponent(region), what: what as Query["what"] };
    } catch {
        return undefined;
    }
}

/**
 * Hands a query to the region's watcher, and its answer back, in the name of the account that owns the socket. Nothing of either is kept
 * here, and nothing is logged.
 */
export async function passOn({ cell, region, what }: Query, message: IncomingMessage, hub: Hub): Promise<Answered> {
    try {
        const { claimed, ...wanted } = objectIn(await readJson(message, MOST_BYTES));
        const found = hub.watcherOf(cell, region);
        if (found === undefined) {
            throw new Refusal(404, "no such region is watched");
        }
        return await tellPeer(
            found.agent,
            found.watcher,
            `/v1/${what}`,
            JSON.stringify({ ...wanted, by: askerOf(claimed) }),
            TIMEOUT_MS,
        );
    } catch (error) {
        const { status, message } =
            error instanceof Refusal ? error : new Refusal(503, "the region's watcher does not answer; try again");
        return { status, text: JSON.stringify({ error: message }) };
    }
}

function objectIn(body: unknown): Readonly<Record<string, unknown>> {
    if (typeof body !== "object" || body === null || Array.isArray(body)) {
        throw new Refusal(400, "the body is no JSON object");
    }
    return body as Record<string, unknown>;
}

/** The client's account, which is the hub's own, since no other one can open its socket. A claimed `MERIDIAN_ACTOR` precedes it. */
function askerOf(claimed: unknown): string {
    if (claimed !== undefined && typeof claimed !== "string") {
        throw new Refusal(400, "claimed is no text");
    }
    try {
        return actorHere(claimed ?? "").user;
    } catch (error) {
        throw new Refusal(400, (error as Error).message);
    }
}
