import type * as drills from "../../../../components/watch/drills/failure-kind";
import type { CellInClusters } from "../clusters";

export type FailureKind<Entry> = drills.FailureKind<Entry, CellInClusters>;
