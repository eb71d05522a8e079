import type { DrillName } from "../../../../components/watch/drills/drills";
import { crashing } from "./crashing";
import type { FailureKind } from "./kind";
import { stopped } from "./stopped";
import { wiped } from "./wiped";

/** Why a drill can't be run on cells in clusters. */
export const impossible = {
    "slow-region": "a container's processes can't be made to stand still through the API of its cluster",
    partition: "the network between clusters is not theirs to cut; cut it by its own means",
    "corrupt-artifact": "servers can't write to the files of their releases, and each pod downloads them again",
} satisfies Partial<Record<DrillName, string>>;

/** What each drill does to a cell in clusters. */
const failureKinds = {
    "region-down": stopped,
    "cell-down": stopped,
    "bad-release": crashing,
    "lost-store": wiped,
} satisfies Record<Exclude<DrillName, keyof typeof impossible>, unknown>;

/** Undefined for one that is impossible. */
export function kindOf(drill: DrillName): FailureKind<unknown> | undefined {
    return (failureKinds as Partial<Readonly<Record<DrillName, FailureKind<unknown>>>>)[drill];
}
