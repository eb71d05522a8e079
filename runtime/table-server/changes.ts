import { Refusal } from "../refusal";
import type { Change } from "../store/change";
import { changesAfter, Forgotten } from "../store/changes";
import type { Deadline } from "../store/shard";
import type { Table } from "../store/table";
import type { ChangesIds } from "./changes-ids";
import { onlyWith } from "./body-keys";
import { cursorOf, textOf } from "./cursor";
import { DEFAULT_CHANGES, MOST_CHANGES, MOST_DEPTH } from "./limits";
import { namesIn } from "./operations";

/** What a request for changes comes with. */
interface Asked {
    readonly deadline: Deadline;
    readonly caller: string;
    /** The ids of changes that the file does not name. */
    readonly ids: Pick<ChangesIds, "of">;
}

/** The changes of a table after what a request says. Throws a `Refusal`, `Unavailable`. */
export async function changesFor(body: unknown, table: Table, { caller, deadline, ids }: Asked): Promise<object> {
    const { name, changes } = table.spec;
    if (changes === undefined) {
        throw new Refusal(404, `table ${name} keeps no changes; give it changes in meridian:store`);
    }
    const { after, most = DEFAULT_CHANGES } = onlyWith(namesIn("changes", "body"), body);
    if (typeof most !== "number" || !Number.isInteger(most) || most < 1 || most > MOST_CHANGES) {
        throw new Refusal(400, `most is wrong; allowed: a whole number from 1 to ${MOST_CHANGES}`);
    }
    const id = changes.id ?? (await ids.of(name, deadline));
    try {
        const page = await changesAfter(cursorOf(after, table, id), table, most, deadline, { caller });
        return { changes: page.changes.map(bodyOf), next: textOf(page.next, id), more: page.more };
    } catch (error) {
        if (error instanceof Forgotten) {
            throw new Refusal(
                410,
                `changes after this cursor may be missing: they are kept for ${changes.retainHours} hours; begin again without after, ` +
                    "which gives every item, and drop what you have and don't find there",
            );
        }
        throw error;
    }
}

/** In place of an item that no answer may carry. */
export const unreadable = {
    error: `the item is nested deeper than ${MOST_DEPTH} levels or is no JSON object, and left out; rewrite it`,
};

function bodyOf({ kind, key, sort, revision, at, attributes }: Change) {
    return {
        kind,
        key,
        sort,
        revision: String(revision),
        at: new Date(at).toISOString(),
        item: attributes,
        ...(kind === "put" && attributes === undefined && unreadable),
    };
}
