import type { Counts } from "./counts";

export const drillNames = [
    "region-down",
    "cell-down",
    "slow-region",
    "partition",
    "bad-release",
    "corrupt-artifact",
    "lost-store",
] as const;
export type DrillName = (typeof drillNames)[number];

/** At most so many of something that is counted. */
export interface Expectation {
    readonly count: keyof Counts;
    /** What is counted, after a number. */
    readonly of: string;
    readonly atMost: number;
}

export interface Drill {
    /** What is done, in a line. */
    readonly about: string;
    /** What would have to be broken for it to fail. */
    readonly guards: string;
    /** Of one region of a cell, or of a cell whole. */
    readonly of: "region" | "cell";
    /** What a cell must have for it. */
    readonly needs: {
        readonly regions: number;
        readonly table: boolean;
        /** Inferences to try: a model's metadata alone does not distinguish a right answer from a wrong one. */
        readonly samples: boolean;
    };
    readonly expects: readonly Expectation[];
    /** Whether all is to be answered well again while the failure is still on: what serves makes up for it. Else, once it is over. */
    readonly recovers: "during the failure" | "after recovery";
    /** How long the failure is on. */
    readonly seconds: number;
}

const none = (count: keyof Counts, of: string): Expectation => ({ count, of, atMost: 0 });

/** What no outage whatever may bring about. */
const always: readonly Expectation[] = [
    none("leaked", "requests answered outside of their cell"),
    none("wrong", "wrong answers"),
    none("othersFailed", "failed requests of other cells"),
    none("lost", "acknowledged writes lost"),
    none("failedAfterwards", "requests failed after recovery"),
    none("changed", "parts of the stack not recovered"),
];
const noFailure = none("failed", "failed requests");
const noFailedInference = none("failedInferences", "failed inferences");

const alone = { regions: 1, table: false, samples: false };
const peers = { ...alone, regions: 2 };
const releases = { ...peers, samples: true };
const copies = { ...peers, table: true };

/**
 * What is rehearsed, and what is expected then. An election in a cell's store takes up to ten seconds: where one is to be expected, the
 * failure lasts twice that. A table server considers itself cut off after ten seconds without a majority, and requests that it had
 * accepted by then may wait as long again: a partition lasts three times that.
 */
export const drills: Readonly<Record<DrillName, Drill>> = {
    "region-down": {
        about: "kills all processes of a region, including its gate and its copy of the store, and keeps them down",
        guards: "clients enter another region of the cell, which takes over the store's leads",
        of: "region",
        needs: peers,
        expects: always,
        recovers: "during the failure",
        seconds: 20,
    },
    "cell-down": {
        about: "kills all processes of a cell, and keeps them down",
        guards: "no other cell answers in its place or is affected, and it recovers with its data",
        of: "cell",
        needs: alone,
        expects: [
            ...always,
            none("answeredMeanwhile", "requests answered by another cell or region while the cell was down"),
        ],
        recovers: "after recovery",
        seconds: 10,
    },
    "slow-region": {
        about: "suspends and resumes a region's model servers, one after the other",
        guards: "health checks take a region's servers out before its requests wait",
        of: "region",
        needs: peers,
        expects: [...always, noFailure],
        recovers: "during the failure",
        seconds: 20,
    },
    partition: {
        about: "cuts a region's copy of the store off from the others; callers and servers still reach it",
        guards: "writes are acknowledged only by a majority, and strong reads are not stale",
        of: "region",
        needs: copies,
        expects: [...always, noFailedInference],
        recovers: "during the failure",
        seconds: 30,
    },
    "bad-release": {
        about: "crashes a region's server of the latest release again and again",
        guards: "its requests are answered by the same release in another region, and other releases are not affected",
        of: "region",
        needs: releases,
        expects: [...always, noFailure],
        recovers: "during the failure",
        seconds: 15,
    },
    "corrupt-artifact": {
        about: "replaces the latest release's file in a region, and restarts its server",
        guards: "a wrong file is never served, and is downloaded again",
        of: "region",
        needs: releases,
        expects: [...always, noFailure],
        recovers: "during the failure",
        seconds: 10,
    },
    "lost-store": {
        about: "kills a region's server of the store, and loses its disk",
        guards: "the other copies have all acknowledged writes, and restore the lost one",
        of: "region",
        needs: copies,
        expects: [...always, noFailedInference],
        recovers: "during the failure",
        seconds: 20,
    },
};
