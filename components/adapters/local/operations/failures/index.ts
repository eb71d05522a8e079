import type { DrillName } from "../../../../watch/drills/drills";
import { corrupted } from "./corrupted";
import { crashing } from "./crashing";
import { cut } from "./cut";
import type { FailureKind } from "./kind";
import { stalled } from "./stalled";
import { stopped } from "./stopped";
import { wiped } from "./wiped";

/** What each drill does to a stack of this machine. What is undone by another process comes from the kind's own file. */
export const failureKinds = {
    "region-down": stopped,
    "cell-down": stopped,
    "slow-region": stalled,
    partition: cut,
    "bad-release": crashing,
    "corrupt-artifact": corrupted,
    "lost-store": wiped,
} as const satisfies Record<DrillName, unknown> as Readonly<Record<DrillName, FailureKind<unknown>>>;
