import { releaseKey } from "../../../components/plan/clouds/physical-names";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import { releasesOf } from "../../../components/plan/serving/serving";
import type { CellInClusters } from "./clusters";

/**
 * What has KEDA leave the pods of an object alone, as many as it says (keda.sh/docs/latest/concepts/scaling-deployments). Without it, KEDA would scale
 * a workload up that a drill has scaled to 0; autoscalers of Kubernetes leave such a one alone.
 */
const annotation = "autoscaling.keda.sh/paused-replicas";

/** What each object said before, `""` where it said nothing. */
export type Paused = Readonly<Record<string, string>>;

interface Items {
    readonly items: readonly {
        readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
    }[];
}

/** The objects of KEDA in a place. Where no hours are configured, the stack has none. */
export async function scheduledIn(cell: CellInClusters, place: RegionRef): Promise<Paused> {
    const serving = cell.plan.servings.find(({ region }) => region === place);
    if (serving === undefined || (serving.hosting.hours ?? []).length === 0) return {};
    const own = new Set(
        releasesOf(serving.models).map(({ model, release }) => releaseKey(model.name, release.version)),
    );
    const text = await cell.kubectl(place).ask("get", "scaledobjects.keda.sh", "--output", "json");
    const found = (JSON.parse(text) as Items).items.filter(({ metadata }) => own.has(metadata.name));
    return Object.fromEntries(found.map(({ metadata }) => [metadata.name, metadata.annotations?.[annotation] ?? ""]));
}

export async function pause(cell: CellInClusters, place: RegionRef, objects: Paused): Promise<void> {
    for (const name of Object.keys(objects)) await annotate(cell, place, name, "0");
}

export async function resume(cell: CellInClusters, place: RegionRef, objects: Paused): Promise<void> {
    for (const [name, before] of Object.entries(objects)) await annotate(cell, place, name, before);
}

async function annotate(cell: CellInClusters, place: RegionRef, name: string, value: string): Promise<void> {
    const said = value === "" ? `${annotation}-` : `${annotation}=${value}`;
    await cell.kubectl(place).ask("annotate", "scaledobjects.keda.sh", name, said, "--overwrite");
}
