import type { Failure, Injected } from "../../../../watch/drills/operations";
import type { StackFiles } from "../stack-files";
import type { SupervisorClient } from "../../provider/supervisor/client";

/**
 * Something that can be done to a stack, and undone, also by another process: what `plan` finds out is written down before
 * `begin` touches anything, and is all that `undo` needs.
 */
export interface FailureKind<Entry> {
    /** What would be touched. Throws `NotPossible`. */
    plan(stack: StackFiles, failure: Failure): Promise<Planned<Entry>>;
    begin(place: Place, entry: Entry): Promise<Going>;
    /** All as it was. Whatever part of it was done, or undone already, and however long ago. */
    undo(place: Place, entry: Entry): Promise<void>;
    /** Drops the copies that undoing would need. */
    settle?(place: Place, entry: Entry): Promise<void>;
}

export interface Planned<Entry> extends Pick<Injected, "what" | "release"> {
    readonly entry: Entry;
}

/** Of a stack what undoing needs: it must do without what the stack says of itself. */
export interface Place {
    readonly root: string;
    readonly supervisor: SupervisorClient;
}

/** A failure that is on, until it is ended. */
export type Going = Pick<Injected, "end" | "spells">;
