import type { IncomingMessage } from "node:http";
import { callerHeader, timeHeader, untouchedHeader } from "../../components/plan/names";
import { readJson, readJsonBody } from "../body";
import { listed, Refusal } from "../refusal";
import type { Answer, Handler, Route } from "../routes";
import { TooManyItems } from "../store/reader";
import { type Deadline, deadlineIn, Unavailable } from "../store/shard";
import type { Item } from "../store/item";
import { type Consistency, type Key, type Result, type Table, TooLargeItem } from "../store/table";
import { attributesOf, type Attributes } from "./attributes";
import { changesFor, unreadable } from "./changes";
import type { ChangesIds } from "./changes-ids";
import { refuseInexact } from "./exact";
import { batchKeys, keyOf } from "./keys";
import { MOST_ANSWER_BYTES, MOST_BODY_BYTES, MOST_ITEM_BYTES, MOST_ITEMS_OF_KEY } from "./limits";
import type { TableMetrics } from "./metrics";
import { namesIn, type Operation, type OperationName, operations } from "./operations";
import { conditionOf, tagOf } from "./preconditions";

/** Tables as they are now: another file may have come since the last request. */
export interface Served {
    readonly tables: ReadonlyMap<string, Table>;
    readonly consistency: Consistency;
}

export interface ApiOptions {
    /** Whether the region's server of the store is reached. */
    readonly isReady: () => boolean;
    readonly served: () => Served;
    readonly deadlineMs: number;
    /** Answers of a copy that may be more behind are marked. */
    readonly staleAfterMs: number;
    readonly metrics: TableMetrics;
    readonly changesIds: Pick<ChangesIds, "of">;
}

/** Marks a request that was not begun here, so that it may be retried in another region, whatever it is. */
const untouched = { [untouchedHeader]: "true" };
/** An election takes seconds. */
const RETRY_AFTER = { "retry-after": "2" };

/**
 * The tables of a cell over HTTP. An item is a JSON object; its revision is its entity tag. A write answers once a majority
 * has it; a read says what it saw: `strong`, or `nearest` with how old that may be.
 */
export function apiRoutes(options: ApiOptions): readonly Route[] {
    const { isReady, served, deadlineMs, staleAfterMs, metrics, changesIds: ids } = options;
    const lag = lagBeyond(staleAfterMs);
    const live: Handler = () => json(200, { live: true });
    const ready: Handler = () =>
        isReady() ? json(200, { ready: true }) : json(503, { ready: false, error: "the store is not reached" });

    const list: Handler = () =>
        json(200, {
            tables: [...served().tables.values()].map(({ spec: { name, partitionKey, sortKey, ttl, changes } }) => ({
                name,
                partitionKey,
                sortKey,
                ttl,
                changes,
            })),
        });

    /** What is known of a request, whatever it asks. */
    const asked = (path: PathParts, request: IncomingMessage) => {
        const table = served().tables.get(path.table ?? "");
        if (table === undefined) {
            throw new Refusal(404, `no such table; allowed: ${listed([...served().tables.keys()]) || "none"}`);
        }
        return {
            table,
            deadline: deadlineIn(Math.min(deadlineMs, timeFor(request))),
            // If a gate requires no authentication, all its callers count as one.
            caller: String(request.headers[callerHeader] ?? ""),
        };
    };

    const get: Handler = (path, request) =>
        answering(async () => {
            const { caller, deadline, table } = asked(path, request);
            const key = keyOf(path, table.spec, true);
            if (table.spec.sortKey !== undefined && key.sort === undefined) {
                const { consistency = served().consistency, after } = queryOf(request, namesIn("items", "query"));
                const page = { after, bytes: MOST_ANSWER_BYTES, caller };
                const { items, next, lagMs } = await table.list(key.key, consistency, deadline, page);
                return json(200, { items: items.map(itemBody), next, consistency, ...lag(lagMs, consistency) });
            }
            const { consistency = served().consistency } = queryOf(request, namesIn("get", "query"));
            const found = await table.get(key, consistency, deadline, caller);
            const seen = { consistency, ...lag(found.lagMs, consistency) };
            if (found.item === undefined) return json(404, { error: "no such item", ...seen });
            const { isSendable, revision } = found.item;
            return json(isSendable ? 200 : 422, { ...itemBody(found.item), ...seen }, tag(revision));
        });

    const write =
        (perform: (table: Table, key: Key, request: IncomingMessage, deadline: Deadline) => Promise<Result>): Handler =>
        (path, request) =>
            answering(async () => {
                const { table, deadline } = asked(path, request);
                const { kind, revision } = await perform(table, keyOf(path, table.spec), request, deadline);
                return kind === "done"
                    ? json(200, { revision: String(revision) }, request.method === "PUT" ? tag(revision) : {})
                    : json(412, {
                          ...(revision > 0
                              ? {
                                    error: "the item is not as the request expects; read it again",
                                    revision: String(revision),
                                }
                              : { error: "there is no such item" }),
                      });
            });

    const put = write(async (table, key, request, deadline) => {
        const condition = conditionOf(request.headers);
        const { text, value } = await readJsonBody(request, MOST_ITEM_BYTES, "make the item smaller");
        refuseInexact(text);
        const attributes: Attributes = attributesOf(value, table.spec, key);
        return table.put(key, attributes, condition, deadline);
    });

    const remove = write((table, key, request, deadline) => table.delete(key, conditionOf(request.headers), deadline));

    const batchGet: Handler = (path, request) =>
        answering(async () => {
            const { caller, deadline, table } = asked(path, request);
            const { consistency = served().consistency } = queryOf(request, namesIn("batch-get", "query"));
            const keys = batchKeys(await readJson(request, MOST_BODY_BYTES, "ask for fewer keys at once"), table.spec);
            const most = { bytes: MOST_ANSWER_BYTES, caller };
            const { found, lagMs } = await table.batch(keys, consistency, deadline, most);
            const unread = keys.filter(key => !found.has(key));
            return json(200, {
                items: [...found].map(([key, item]) => ({ ...key, ...(item && itemBody(item)) })),
                ...(unread.length > 0 && { unread }),
                consistency,
                ...lag(lagMs, consistency),
            });
        });

    const changes: Handler = (path, request) =>
        answering(async () => {
            const { caller, deadline, table } = asked(path, request);
            const body = await readJson(request, MOST_BODY_BYTES, "send next as it came");
            return json(200, await changesFor(body, table, { caller, deadline, ids }));
        });

    const handlers: Readonly<Record<Exclude<OperationName, "items">, Handler>> = {
        list,
        get,
        put,
        delete: remove,
        "batch-get": batchGet,
        changes,
    };
    const counted = (operation: string, handle: Handler) =>
        metrics.counting(operation, name => served().tables.has(name), handle);
    const routesOf = (name: keyof typeof handlers): readonly Route[] => {
        const { method, paths }: Operation = operations[name];
        const handle = name === "list" ? handlers[name] : counted(name, handlers[name]);
        return paths.map(path => ({ method, path, handle }));
    };

    return [
        { method: "GET", path: "/v1/health/live", handle: live },
        { method: "GET", path: "/v1/health/ready", handle: ready },
        metrics.route(),
        // The words `batch-get` and `changes` come before keys.
        ...(["list", "batch-get", "changes", "get", "put", "delete"] as const).flatMap(routesOf),
    ];
}

type PathParts = Parameters<Handler>[0];

/** Of the milliseconds that a request may take, by the least that gates say; the last tenth is for the answer's way. */
function timeFor({ headers }: IncomingMessage): number {
    const said = String(headers[timeHeader]).split(",").map(Number);
    return Math.min(...said.filter(ms => ms > 0)) * 0.9;
}

/** Parses the query. Throws a `Refusal` for unknown parameters. */
function queryOf(
    { url }: IncomingMessage,
    known: readonly ("consistency" | "after")[],
): { consistency?: Consistency; after?: string } {
    const query = new URLSearchParams((url ?? "").split("?", 2)[1] ?? "");
    const unknown = [...query.keys()].filter(key => !(known as readonly string[]).includes(key));
    if (unknown.length > 0) {
        throw new Refusal(400, `${listed(unknown)} in the query is unknown; allowed: ${known.join(", ")}`);
    }
    const [consistency, after] = [query.get("consistency") ?? undefined, query.get("after") ?? undefined];
    if (consistency !== undefined && consistency !== "strong" && consistency !== "nearest") {
        throw new Refusal(400, "consistency is wrong; allowed: strong, nearest");
    }
    return { ...(consistency && { consistency }), ...(after !== undefined && { after }) };
}

function itemBody({ attributes, revision, isSendable }: Item) {
    return { ...(isSendable ? { item: attributes } : unreadable), revision: String(revision) };
}

/** Rounded up, since it is a bound; null where it isn't known, which may be any lag. */
function lagBeyond(staleAfterMs: number) {
    return (lagMs: number | undefined, consistency: Consistency) =>
        consistency === "strong"
            ? {}
            : {
                  lagMsAtMost: lagMs === undefined ? null : Math.ceil(lagMs),
                  ...((lagMs ?? Infinity) > staleAfterMs && { stale: true }),
              };
}

function tag(revision: number) {
    return { etag: tagOf(revision) };
}

async function answering(answer: () => Promise<Answer>): Promise<Answer> {
    try {
        return await answer();
    } catch (error) {
        if (error instanceof Unavailable) {
            return unavailable(error);
        }
        if (error instanceof TooManyItems) {
            throw new Refusal(413, `the key has more than ${MOST_ITEMS_OF_KEY} items; name one by its sort key`);
        }
        if (error instanceof TooLargeItem) {
            const written = `${error.bytes} bytes with its keys and its numbers written out`;
            throw new Refusal(413, `the item has ${written}; allowed: ${MOST_ITEM_BYTES}; make the item smaller`);
        }
        throw error;
    }
}

export const reasons: Readonly<Record<Unavailable["missing"], string>> = {
    majority: "no majority of the cell's places answered in time",
    server: "the region's server of the store is not reached",
    copy: "the region's copy of the table does not answer",
    time: "the request's time ended before the region's copy of the table answered",
    room: "the region has other reads to answer first",
    trace: "other clients have written the item so often meanwhile that the result of this write is unknown",
};

/** With whether a write may have been done nevertheless: who repeats it unasked could undo what came in between. */
function unavailable({ state, missing }: Unavailable): Answer {
    const error = `${reasons[missing]}; ${missing === "trace" ? "read the item" : "try again later"}`;
    const headers = state === "untouched" ? { ...RETRY_AFTER, ...untouched } : RETRY_AFTER;
    return json(503, { error, done: state === "maybe" ? "maybe" : "no" }, headers);
}

function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer {
    return { status, body: JSON.stringify(body), headers };
}
