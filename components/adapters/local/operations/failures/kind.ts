import type * as drills from "../../../../watch/drills/failure-kind";
import type { SupervisorClient } from "../../provider/supervisor/client";
import type { StackFiles } from "../stack-files";

export type { Going, Planned } from "../../../../watch/drills/failure-kind";

export type FailureKind<Entry> = drills.FailureKind<Entry, StackFiles, Place>;

/** What a revert needs of a stack. It must work without `watched.json`. */
export interface Place {
    readonly root: string;
    readonly supervisor: SupervisorClient;
}
