import * as limits from "../../runtime/table-server/limits";
import { type Operation, operations, type Parameter } from "../../runtime/table-server/operations";
import { codes, table } from "./markdown";

const count = new Intl.NumberFormat("en-US");
const sizeOf = (bytes: number) => (bytes < 2 ** 20 ? `${bytes / 2 ** 10} KiB` : `${bytes / 2 ** 20} MiB`);

/** What a request may contain, and the status beyond it; an answer ends at its limits and names the place to continue from. */
const rows: readonly (readonly [what: string, limit: string, beyond: string])[] = [
    ["size of an item's JSON, with its keys and its numbers written out", sizeOf(limits.MOST_ITEM_BYTES), "413"],
    ["nesting of arrays and objects in a body", `${limits.MOST_DEPTH} levels`, "400"],
    ["names of attributes of an item, at all levels", count.format(limits.MOST_NAMES), "400"],
    ["integers below 10^21, however spelled (`9e15`)", "±(2^53 − 1)", "400"],
    ["other numbers", "the range of a double (IEEE 754, 64 bits)", "400"],
    ["time in `ttl`", `1 to ${count.format(limits.MOST_SECONDS)} whole seconds since 1970`, "400"],
    ["key, sort key", `1 to ${count.format(limits.MOST_KEY_BYTES)} bytes of UTF-8, without a slash`, "400"],
    ["items of one partition key, when listed", count.format(limits.MOST_ITEMS_OF_KEY), "413"],
    ["keys of a batch", count.format(limits.MOST_KEYS), "400"],
    ["body of a batch, or of a request for changes", sizeOf(limits.MOST_BODY_BYTES), "413"],
    ["changes in an answer", `${count.format(limits.MOST_CHANGES)} (default ${limits.DEFAULT_CHANGES})`, "400"],
    ["items in an answer", sizeOf(limits.MOST_ANSWER_BYTES), "the answer ends: `next`, `unread`"],
];

export function tableLimits(): string {
    return table(["what", "limit", "beyond it"], rows);
}

/** Each request with its parameters and answers. */
export function tableRequests(): string {
    return Object.values<Operation>(operations).map(section).join("\n\n");
}

function section({ about, answers, method, parameters, paths, title }: Operation): string {
    const requests = paths.map(path => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
    return [
        `### ${title}`,
        codes(requests).replaceAll(", ", " or "),
        about,
        ...(parameters.length === 0
            ? []
            : [table(["parameter", "in", "values", "meaning"], parameters.map(parameterRow))]),
        table(
            ["status", "answer"],
            Object.entries(answers).map(([status, answer]) => [status, answer]),
        ),
    ].join("\n\n");
}

function parameterRow({ about, in: where, name, values }: Parameter): string[] {
    return [codes([name]), where, values, about];
}
