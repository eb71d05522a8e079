import { setTimeout as pause } from "node:timers/promises";

import { appLabel, serviceLabel } from "../../../components/plan/clouds/pod-apps";
import { predictorName, releaseKey } from "../../../components/plan/clouds/physical-names";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import { releasesOf } from "../../../components/plan/serving/serving";
import type { Asked, CellInClusters } from "./clusters";

/** What keeps pods running, as `deployment/gate`, and how many of them. */
export interface Workload {
    readonly name: string;
    readonly replicas: number;
    readonly ready: number;
}

interface Items {
    readonly items: readonly {
        readonly kind: string;
        readonly metadata: { readonly name: string };
        readonly spec: { readonly replicas?: number };
        readonly status?: { readonly readyReplicas?: number };
    }[];
}

const own = ({ service }: CellInClusters) => `${serviceLabel}=${service}`;

/** Those of the stack in a place. Other programs of the namespace are not the drill's. */
export async function workloadsIn(cell: CellInClusters, place: RegionRef): Promise<Workload[]> {
    const text = await cell
        .kubectl(place)
        .ask("get", "deployments,statefulsets", "--selector", own(cell), "--output", "json");
    return (JSON.parse(text) as Items).items.map(
        ({ kind, metadata: { name }, spec: { replicas = 1 }, status: { readyReplicas: ready = 0 } = {} }) => ({
            ...{ name: `${kind.toLowerCase()}/${name}`, replicas, ready },
        }),
    );
}

/** How long nodes may take to kill pods. */
const patienceMs = 60_000;

/**
 * Kills the pods of workloads, each with a second to end, keeps them down, and waits until none is left. Not by force: the cluster would forget pods
 * that still run, and a server of the store could have a second one beside it on its volume
 * (kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod).
 */
export async function takeDown(cell: CellInClusters, place: RegionRef, workloads: readonly string[]): Promise<void> {
    if (workloads.length === 0) return;
    const kubectl = cell.kubectl(place);
    const apps = workloads.map(name => appOf(cell, name.split("/")[1]!)).join(",");
    const selector = `${own(cell)},${appLabel} in (${apps})`;
    // Before they are scaled down, which would give them all the time that they have to end.
    await kill(kubectl, "--selector", selector);
    await kubectl.ask("scale", "--replicas=0", ...workloads);
    const deadline = Date.now() + patienceMs;
    for (;;) {
        const left = (await kubectl.ask("get", "pods", "--selector", selector, "--output", "name"))
            .split("\n")
            .filter(Boolean);
        if (left.length === 0) return;
        if (Date.now() > deadline) {
            throw new Error(
                `${left.join(", ")} of ${place} still there ${patienceMs / 1000} s after they were deleted`,
            );
        }
        // Those that came in the place of the first ones.
        await kill(kubectl, ...left);
        await pause(500);
    }
}

/** The application of a workload's pods, by which it is called, but for the Deployments that KServe makes. */
function appOf({ plan: { servings } }: CellInClusters, name: string): string {
    const byKserve = servings.filter(({ hosting: { hosting } }) => hosting === "managed");
    const releases = byKserve.flatMap(({ models }) => releasesOf(models));
    const keys = releases.map(({ model, release }) => releaseKey(model.name, release.version));
    return keys.find(key => predictorName(key) === name) ?? name;
}

/** Deletes pods with a second to end. */
export async function kill(kubectl: Asked, ...which: readonly string[]): Promise<void> {
    const names = which.map(one => one.replace(/^pod\//, ""));
    await kubectl.ask("delete", "pods", ...names, "--grace-period=1", "--wait=false", "--ignore-not-found");
}

/** Has as many pods run as before, of those workloads that are still there. They start after this. */
export async function bringUp(
    cell: CellInClusters,
    place: RegionRef,
    before: Readonly<Record<string, number>>,
): Promise<void> {
    const down = (await workloadsIn(cell, place)).filter(
        ({ name, replicas }) => replicas === 0 && (before[name] ?? 0) > 0,
    );
    for (const count of new Set(down.map(({ name }) => before[name]!))) {
        const same = down.map(({ name }) => name).filter(name => before[name] === count);
        await cell.kubectl(place).ask("scale", `--replicas=${count}`, ...same);
    }
}
