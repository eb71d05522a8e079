import { setTimeout as pause } from "node:timers/promises";

import { appLabel } from "../../../../components/plan/clouds/pod-apps";
import { releaseKey } from "../../../../components/plan/clouds/physical-names";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { NotPossible } from "../../../../components/watch/drills/operations";
import { ProjectError } from "../../../exit";
import { unlessRefused } from "../../watcher";
import type { CellInClusters } from "../clusters";
import { kill } from "../workloads";
import type { FailureKind } from "./kind";

interface Crashing {
    readonly place: RegionRef;
    /** The application of the pods. */
    readonly app: string;
}

/** How long a ready pod lives: long enough for gates to find it, and to send it requests. */
const livesMs = 1_500;
const lookAgainMs = 500;

/** Kills each pod of the newest release of a region's first model as soon as it serves. */
export const crashing: FailureKind<Crashing> = {
    async plan(cell, { region }) {
        const [model] = cell.plan.servings[0]?.models ?? [];
        const newest = model?.releases.findLast(({ weight }) => weight > 0);
        if (model === undefined || newest === undefined || region === undefined) {
            throw new NotPossible(`no release answers in ${region ?? `cell ${cell.plan.cell.name}`}`);
        }
        const { version } = newest;
        const entry = { place: region, app: releaseKey(model.name, version) };
        if ((await readyPods(cell, entry)).length === 0) {
            throw new NotPossible(
                `no server of ${model.name} ${version} is ready in ${region}; is the stack up as it is configured?`,
            );
        }
        const what = `kills each server of ${model.name} ${version} in ${region} ${livesMs / 1000} s after it is ready`;
        return { entry, what, release: { model: model.name, version } };
    },
    begin(cell, entry) {
        const over = new AbortController();
        const crashes = crashUntil(cell, entry, over.signal);
        return Promise.resolve({
            async end() {
                over.abort();
                const { killed, refused } = await crashes;
                if (killed > 0) return;
                throw new ProjectError(
                    `no server of ${entry.app} was killed in ${entry.place}: ${refused ?? "none became ready"}`,
                );
            },
        });
    },
    // Their Deployment has others start.
    undo: () => Promise.resolve(),
};

interface Pods {
    readonly items: readonly {
        readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
        readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
    }[];
}

/** Their names. */
async function readyPods(cell: CellInClusters, { app, place }: Crashing): Promise<string[]> {
    const selector = `${appLabel}=${app}`;
    const text = await cell.kubectl(place).ask("get", "pods", "--selector", selector, "--output", "json");
    return (JSON.parse(text) as Pods).items
        .filter(({ metadata, status }) => {
            const isReady = status.conditions?.some(({ status, type }) => type === "Ready" && status === "True");
            return metadata.deletionTimestamp === undefined && isReady === true;
        })
        .map(({ metadata: { name } }) => name);
}

/** How many were killed, and why the last one was not that was to be. */
async function crashUntil(
    cell: CellInClusters,
    entry: Crashing,
    over: AbortSignal,
): Promise<{ readonly killed: number; readonly refused?: string }> {
    const readySince = new Map<string, number>();
    let killed = 0;
    let refused: string | undefined;
    while (!over.aborted) {
        try {
            const ready = await readyPods(cell, entry);
            for (const name of ready) if (!readySince.has(name)) readySince.set(name, Date.now());
            const due = ready.filter(name => Date.now() - readySince.get(name)! > livesMs);
            if (due.length > 0) await kill(cell.kubectl(entry.place), ...due);
            killed += due.length;
        } catch (error) {
            // Asked for long: one answer that does not come is no reason to leave it half done.
            unlessRefused(error);
            refused = (error as Error).message;
        }
        await pause(lookAgainMs);
    }
    return { killed, ...(refused !== undefined && { refused }) };
}
