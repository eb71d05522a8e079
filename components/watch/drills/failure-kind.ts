import type { Failure, Injected } from "./operations";

/**
 * A failure that a drill injects, and how to undo it, also from another process: `plan` returns all that `undo` needs, and is recorded before
 * `begin` changes anything. `Stack` is what a failure is planned on, `Place` what of it is left when it is undone.
 */
export interface FailureKind<Entry, Stack, Place = Stack> {
    /** What would be changed. Throws `NotPossible`. */
    plan(stack: Stack, failure: Failure): Promise<Planned<Entry>>;
    begin(place: Place, entry: Entry): Promise<Going>;
    /** Restores the state of before, whatever part of the failure was injected or undone already, and however long ago. */
    undo(place: Place, entry: Entry): Promise<void>;
    /** Deletes the copies that undoing would need. */
    settle?(place: Place, entry: Entry): Promise<void>;
}

export interface Planned<Entry> extends Pick<Injected, "what" | "release"> {
    readonly entry: Entry;
}

/** A failure that is on, until it is ended. */
export type Going = Pick<Injected, "end" | "spells">;
