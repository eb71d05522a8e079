import type { Route } from "../routes";
import { DEFAULT_CHANGES, MOST_CHANGES, MOST_KEYS } from "./limits";

/** What a request can say in addition to its path. The table server refuses other keys of queries and of bodies. */
export interface Parameter {
    readonly name: string;
    readonly in: "query" | "header" | "body";
    /** What it accepts, in Markdown. */
    readonly values: string;
    readonly about: string;
}

/** A request of the table API. The server's routes and docs/reference/table-api.md come from these. */
export interface Operation {
    readonly title: string;
    readonly method: Route["method"];
    readonly paths: readonly string[];
    readonly about: string;
    readonly parameters: readonly Parameter[];
    /** By status, in Markdown. */
    readonly answers: Readonly<Record<number, string>>;
    /** The operation that has the same route. Which of them a request is depends on the table. */
    readonly routedBy?: string;
}

const itemPaths = ["/v1/tables/:table/:key", "/v1/tables/:table/:key/:sort"] as const;

const consistency = {
    name: "consistency",
    in: "query",
    values: "`nearest`, `strong`",
    about: "`strong` sees every write acknowledged before the request. `nearest` reads the region's copy. Default: `nearest`, or `strong` with `store.consistency: strong`",
} as const;

const conditions = [
    {
        name: "if-match",
        in: "header",
        values: '`"<revision>"`, `*`',
        about: "writes only if the item has this revision, or if there is an item",
    },
    { name: "if-none-match", in: "header", values: "`*`", about: "writes only if there is no item" },
] as const;

const lag = "`consistency`; after a `nearest` read `lagMsAtMost` and, beyond the limit, `stale`";
const wrongKey = "a key, the query or a value is wrong";
const noTable = "there is no such table";
const unavailable = "the store can't answer in time; retry after `Retry-After` seconds";
const unavailableWrite = `${unavailable}. \`done\` is \`no\`, or \`maybe\` if the write may still take effect`;
const wrongType = "the body is not `application/json`, or is compressed";
const mismatch = "a condition does not hold. `revision` is the item's current one; without it there is no item";

/** By the name that metrics have in label `operation`. */
export const operations = {
    list: {
        title: "List the tables",
        method: "GET",
        paths: ["/v1/tables"],
        about: "Names, keys, `ttl` and `changes` of the cell's tables, as configured.",
        parameters: [],
        answers: { 200: "`tables`" },
    },
    get: {
        title: "Read an item",
        method: "GET",
        paths: itemPaths,
        about: "An item with its revision, which is also its entity tag (`ETag`).",
        parameters: [consistency],
        answers: {
            200: `\`item\`, \`revision\`, ${lag}`,
            400: wrongKey,
            404: `${noTable}, or no such item, with ${lag}`,
            422: "the item is there and can't be returned; write it again, or delete it",
            503: unavailable,
        },
    },
    items: {
        title: "List the items of a key",
        method: "GET",
        paths: ["/v1/tables/:table/:key"],
        about: "In a table with a sort key: the items of one partition key, ordered by sort key.",
        parameters: [
            consistency,
            { name: "after", in: "query", values: "`next` of an answer", about: "continues after this sort key" },
        ],
        answers: {
            200: `\`items\`, \`next\` if there are more, ${lag}`,
            400: wrongKey,
            404: noTable,
            413: "the key has too many items; read them one by one",
            503: unavailable,
        },
        routedBy: "get",
    },
    put: {
        title: "Write an item",
        method: "PUT",
        paths: itemPaths,
        about: "The body is the item: a JSON object of attributes. The keys in the path may be left out of it.",
        parameters: conditions,
        answers: {
            200: "`revision`, also as `ETag`, once a majority of locations has stored the item",
            400: `${wrongKey}, or the item has a number, a depth or a count of attributes beyond the limits`,
            404: noTable,
            412: mismatch,
            413: "the item is too large",
            415: wrongType,
            503: unavailableWrite,
        },
    },
    delete: {
        title: "Delete an item",
        method: "DELETE",
        paths: itemPaths,
        about: "Deleting an item that does not exist succeeds, unless a condition is set.",
        parameters: conditions,
        answers: {
            200: "`revision` of the deletion",
            400: wrongKey,
            404: noTable,
            412: mismatch,
            503: unavailableWrite,
        },
    },
    "batch-get": {
        title: "Read several items",
        method: "POST",
        paths: ["/v1/tables/:table/batch-get"],
        about: "Items of several keys in one request.",
        parameters: [
            consistency,
            {
                name: "keys",
                in: "body",
                values: `1 to ${MOST_KEYS} objects \`{"key": …, "sort": …}\``,
                about: "`sort` in tables with a sort key only",
            },
        ],
        answers: {
            200: `\`items\`, \`unread\` if keys were not read, ${lag}`,
            400: `${wrongKey}; the error names its position`,
            404: noTable,
            413: "the body is too large",
            415: wrongType,
            503: unavailable,
        },
    },
    changes: {
        title: "Read changes",
        method: "POST",
        paths: ["/v1/tables/:table/changes"],
        about: "Changes of a table with `changes`, in order for each item ([guide](../guides/store.md#follow-changes)).",
        parameters: [
            {
                name: "after",
                in: "body",
                values: "`next` of an answer",
                about: "continues there. Default: the beginning",
            },
            {
                name: "most",
                in: "body",
                values: `1 to ${MOST_CHANGES}`,
                about: `changes in the answer. Default: ${DEFAULT_CHANGES}`,
            },
        ],
        answers: {
            200: "`changes`, each with `kind`, `key`, `sort`, `revision`, `at` and `item`; `next`; `more`",
            400: "the body is wrong",
            404: `${noTable}, or the table records no changes`,
            410: "changes after this cursor may be missing; start from the beginning",
            413: "the body is too large",
            415: wrongType,
            503: unavailable,
        },
    },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

type ParametersOf<Name extends OperationName> = (typeof operations)[Name]["parameters"][number];

/** The names of an operation's parameters in its query or body. */
export type NamesIn<Name extends OperationName, Where extends "query" | "body"> = Extract<
    ParametersOf<Name>,
    { readonly in: Where }
>["name"];

export function namesIn<Name extends OperationName, Where extends "query" | "body">(
    operation: Name,
    where: Where,
): readonly NamesIn<Name, Where>[] {
    const parameters: readonly Parameter[] = operations[operation].parameters;
    return parameters.flatMap(one => (one.in === where ? [one.name as NamesIn<Name, Where>] : []));
}
