import type { Region, RegionRef } from "../../../components/plan/places/catalogue";

/** What a simulated region suffers from. */
export type Trouble = "slow" | "silent" | "ill" | "drained" | "evacuated" | "moved" | undefined;

export interface SimulatedRegion {
    readonly cell: string;
    readonly ref: RegionRef;
    readonly region: Region;
    readonly trouble: Trouble;
}
