import { Refusal } from "../refusal";
import { onlyWith } from "./body-keys";
import type { Key, TableSpec } from "../store/table";
import { MOST_KEY_BYTES, MOST_KEYS } from "./limits";
import { namesIn } from "./operations";

/**
 * The key that a path names; of a table with a sort key the partition key alone, where `partial` allows it. Throws a
 * `Refusal`.
 */
export function keyOf(
    path: Readonly<Partial<Record<string, string>>>,
    { name, sortKey }: TableSpec,
    partial = false,
): Key {
    const key = bounded(path.key ?? "", "the key");
    if (path.sort === undefined) {
        if (sortKey !== undefined && !partial) {
            throw new Refusal(400, `the table has a sort key; name the item by /v1/tables/${name}/{key}/{sort}`);
        }
        return { key };
    }
    if (sortKey === undefined) {
        throw new Refusal(400, `the table has no sort key; name the item by /v1/tables/${name}/{key}`);
    }
    return { key, sort: bounded(path.sort, "the sort key") };
}

/** The keys of a batch. Throws a `Refusal` with the position of the error. */
export function batchKeys(body: unknown, { sortKey }: TableSpec): Key[] {
    const { keys } = onlyWith(namesIn("batch-get", "body"), body);
    if (!Array.isArray(keys) || keys.length < 1 || keys.length > MOST_KEYS) {
        throw new Refusal(400, `keys must be a list of 1 to ${MOST_KEYS} keys`);
    }
    return keys.map((entry: unknown, i) => {
        if (typeof entry !== "object" || entry === null) {
            throw new Refusal(400, `keys[${i}] must be an object, as in {"key":"…"}`);
        }
        const { key, sort } = entry as { key?: unknown; sort?: unknown };
        if (typeof key !== "string") {
            throw new Refusal(400, `keys[${i}].key must be text`);
        }
        if (sortKey === undefined ? sort !== undefined : typeof sort !== "string") {
            throw new Refusal(400, `keys[${i}].sort must be ${sortKey === undefined ? "left out" : "text"}`);
        }
        const at = (what: string) => `keys[${i}].${what}`;
        return { key: bounded(key, at("key")), ...(typeof sort === "string" && { sort: bounded(sort, at("sort")) }) };
    });
}

/** Without a slash: gates refuse paths with one, since servers disagree on what it means. */
function bounded(text: string, what: string): string {
    const bytes = Buffer.byteLength(text);
    if (bytes < 1 || bytes > MOST_KEY_BYTES || text.includes("/")) {
        throw new Refusal(400, `${what} is wrong; allowed: 1 to ${MOST_KEY_BYTES} bytes without a slash`);
    }
    return text;
}
