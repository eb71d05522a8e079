import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { countOf } from "../../../fault-report";
import { pause, type Paused, resume, scheduledIn } from "../autoscalers";
import { bringUp, takeDown, workloadsIn } from "../workloads";
import type { FailureKind } from "./kind";

/** How many pods each workload of a place had, by place and name, and what its objects of KEDA said. */
interface Stopped {
    readonly places: Readonly<Record<RegionRef, Before>>;
}

interface Before {
    readonly workloads: Readonly<Record<string, number>>;
    readonly scheduled: Paused;
}

/** Kills all pods of a region, or of a cell, and keeps them down: each workload has no replicas then. */
export const stopped: FailureKind<Stopped> = {
    async plan(cell, { region }) {
        const planned = (region === undefined ? cell.places : [region]).map(async place => {
            const running = (await workloadsIn(cell, place)).filter(({ replicas }) => replicas > 0);
            const workloads = Object.fromEntries(running.map(({ name, replicas }) => [name, replicas]));
            return [place, { workloads, scheduled: await scheduledIn(cell, place) }] as const;
        });
        const places = Object.fromEntries(await Promise.all(planned)) as Stopped["places"];
        const pods = Object.values(places).flatMap(({ workloads }) => Object.values(workloads));
        const total = pods.reduce((sum, count) => sum + count, 0);
        const where = region ?? `cell ${cell.plan.cell.name}`;
        return { entry: { places }, what: `killed the ${countOf(total, "pod")} of ${where}, and keeps them down` };
    },
    async begin(cell, entry) {
        await each(entry, async (place, { scheduled, workloads }) => {
            await pause(cell, place, scheduled);
            await takeDown(cell, place, Object.keys(workloads));
        });
        return { end: () => stopped.undo(cell, entry) };
    },
    undo: (cell, entry) =>
        each(entry, async (place, { scheduled, workloads }) => {
            await bringUp(cell, place, workloads);
            await resume(cell, place, scheduled);
        }),
};

/** In all places, also where it fails in one: what is still under way there would otherwise come after what undoes it. */
async function each({ places }: Stopped, act: (place: RegionRef, before: Before) => Promise<void>): Promise<void> {
    const acts = Object.entries(places).map(([place, before]) => act(place as RegionRef, before));
    const failed = (await Promise.allSettled(acts)).find(({ status }) => status === "rejected");
    if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
}
