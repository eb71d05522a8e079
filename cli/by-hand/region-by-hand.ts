import type { RegionStatus } from "../../components/watch/state";

/** Changes a region's traffic on an operator's command, on any cloud. */
export interface RegionByHand {
    readonly cell: string;
    /** Does it; false where it was so already. Throws a `ProjectError` where it can't be done. */
    perform(): Promise<boolean>;
    /** What the hub reports of the region; undefined where it does not know it. */
    status(): Promise<RegionStatus | undefined>;
    /** How long the hub may take to see it, in milliseconds. */
    readonly seenWithinMs: number;
    /** Between two questions to the hub, in milliseconds. */
    readonly pauseMs: number;
}

/** A change of a region's traffic on an operator's command. */
export interface ByHand {
    readonly via: "evacuate" | "return";
    /** In words, of the region. */
    readonly begun: string;
    readonly already: string;
    /** What the region is once it is done. */
    readonly isDone: (status: RegionStatus) => boolean;
}
