import { z } from "zod";
import { Refusal } from "../refusal";
import { type Cursor, cursorAtBeginning } from "../store/changes";
import type { Table } from "../store/table";

/** The id of the changes, when the newest of all was written, whose turn it is, and of each shard the revision and how much older it is. */
const form = z.tuple([
    z.string(),
    z.number(),
    z.number().int().min(0),
    z.array(z.tuple([z.number().int().min(0), z.number()])),
]);

/** A cursor as text without a meaning for others, in characters that need no escape in an address. */
export function textOf({ places, turn }: Cursor, id: string): string {
    const newest = Math.max(...places.map(({ at }) => at));
    const all = places.map(({ revision, at }) => [revision, revision === 0 ? 0 : newest - at]);
    return Buffer.from(JSON.stringify([id, newest, turn, all])).toString("base64url");
}

/** The cursor that a request names; that at the beginning, where it names none. Throws a `Refusal`. */
export function cursorOf(text: unknown, table: Pick<Table, "spec">, id: string): Cursor {
    if (text === undefined) {
        return cursorAtBeginning(table);
    }
    const { shards } = table.spec;
    const [of, newest, turn, all] = typeof text === "string" ? parsed(text) : [];
    if (of === undefined) {
        throw new Refusal(400, "after is wrong; allowed: next of an answer, or nothing, for the beginning");
    }
    if (of !== id || all!.length !== shards || turn! >= shards) {
        throw new Refusal(
            410,
            "after is of another table, or of changes that were not kept all the time since; begin again without it",
        );
    }
    return {
        places: all!.map(([revision, age]) => ({ revision, at: revision === 0 ? 0 : newest! - age })),
        turn: turn!,
    };
}

function parsed(text: string): z.output<typeof form> | [] {
    try {
        return form.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
    } catch {
        return [];
    }
}
