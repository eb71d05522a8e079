import { setTimeout as pause } from "node:timers/promises";

import { podApps } from "../../../../components/plan/clouds/pod-apps";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { NotPossible } from "../../../../components/watch/drills/operations";
import { unlessRefused } from "../../watcher";
import type { CellInClusters } from "../clusters";
import { bringUp, takeDown } from "../workloads";
import type { FailureKind } from "./kind";
import { drop, lose, restore } from "./volume";

interface Wiped {
    readonly place: RegionRef;
}

const workload = `statefulset/${podApps.store}`;
const pod = `${podApps.store}-0`;

/** For a pod to run, and for files of a large volume. */
const patienceMs = 180_000;

/** Kills a server of the store, loses what its volume has, and keeps it down; then it comes back with an empty one. */
export const wiped: FailureKind<Wiped> = {
    plan(cell, { region }) {
        if (cell.plan.store === undefined || region === undefined) {
            throw new NotPossible(`cell ${cell.plan.cell.name} has no copy of a store in ${region ?? "it"}`);
        }
        return Promise.resolve({
            entry: { place: region },
            what: `killed the store's server in ${region}, and emptied its volume`,
        });
    },
    async begin(cell, { place }) {
        await inStore(cell, place, lose);
        await takeDown(cell, place, [workload]);
        return { end: () => bringUp(cell, place, { [workload]: 1 }) };
    },
    async undo(cell, { place }) {
        await bringUp(cell, place, { [workload]: 1 });
        await onceUp(cell, place, restore);
    },
    settle: (cell, { place }) => onceUp(cell, place, drop),
};

async function inStore(cell: CellInClusters, place: RegionRef, script: string): Promise<void> {
    const command = ["exec", pod, "--container", podApps.store, "--", "/bin/sh", "-c", script];
    await cell.kubectl(place).askFor(patienceMs, ...command);
}

/** Once the container runs: after a start it takes a while. */
async function onceUp(cell: CellInClusters, place: RegionRef, script: string): Promise<void> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
        try {
            await inStore(cell, place, script);
            return;
        } catch (error) {
            unlessRefused(error);
            if (Date.now() > deadline) throw error;
        }
        await pause(1_000);
    }
}
