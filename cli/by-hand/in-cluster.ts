import { type RegionRef, splitRef } from "../../components/plan/places/catalogue";
import type { ServiceState } from "../../components/watch/state";
import { accountHere } from "../actor";
import { requestedPlan } from "../clusters/requested-region";
import { hubInCluster, regionInCluster } from "../clusters/place";
import { contexts, unlessRefused, Watcher } from "../clusters/watcher";
import { ProjectError, UsageError } from "../exit";
import { ClusterHub } from "../hub/cluster-hub";
import type { ByHand, RegionByHand } from "./region-by-hand";
import { statusIn } from "./status";

interface Asked {
    readonly cell?: string | undefined;
    readonly stack?: string | undefined;
}

/**
 * A region in a cluster, by `kubectl` and the rights of its user in the clusters of the region and of the cell's hub. The API server's audit log
 * has who did it, where its policy has requests of pods/exec. Throws a `UsageError` where the stack has no such region, a `ProjectError` where
 * its traffic can't be changed so.
 */
export function inCluster(
    said: string,
    { via }: ByHand,
    { cell: named, stack }: Asked,
    note: (text: string) => void,
): RegionByHand {
    const { config, plan } = requestedPlan(stack);
    const { cell, region } = regionInCluster(plan, said, named);
    const { name } = cell.cell;
    if (!cell.cell.regions.includes(region)) {
        throw new UsageError(`${region} is the backup location of cell ${name}, and gets no traffic`);
    }
    const instead = "use routing.drain, and update the stack";
    if (cell.store === undefined) {
        throw new ProjectError(
            `cell ${name} has no store, in which its regions report how they do; name a table in meridian:store, or ${instead}`,
        );
    }
    const isNamedHere = plan.routings.some(
        ({ cells, names }) => names === "kubernetes" && cells.some(one => one.name === name),
    );
    if (isNamedHere && config.kubernetes?.names === "external-dns") {
        throw new ProjectError(
            `names of ExternalDNS lead to all regions of cell ${name}, since nothing checks these (kubernetes.names); ${instead}`,
        );
    }
    const hub = new ClusterHub(hubInCluster(plan, name)!, { contexts });
    const seen = async (): Promise<ServiceState> => {
        const { status, text } = await hub.ask("GET", "/api/state");
        if (status !== 200) throw new ProjectError(`the hub of cell ${name} answers ${status}: ${text.trim()}`);
        return JSON.parse(text) as ServiceState;
    };
    const watchers = [region, ...cell.cell.regions.filter(other => other !== region)].map(
        at => new Watcher(at, regionInCluster(plan, at, name)),
    );
    let by: Watcher | undefined;
    return {
        cell: name,
        async perform() {
            if (via === "evacuate") {
                const state = await seen().catch(unlessRefused);
                // If the hub is lost with its cluster, the watcher decides alone, by the latest reports of regions.
                if (state === undefined)
                    note("the hub does not answer which other regions serve; a watcher decides alone");
                else refuseLast(state, name, region);
            }
            const taken = await takenBy(watchers, `/v1/${via}`, { region, by: accountHere() }, region, via);
            by = taken.by;
            return taken.changed;
        },
        async status() {
            const state = await seen().catch(unlessRefused);
            if (state === undefined) return watchers[0]!.status();
            const found = statusIn(state, name, region);
            // Gates follow the watcher of their own region alone.
            if (found === "silent" && by !== watchers[0]) throw new ProjectError(unheard(region, via, by!.at));
            return found;
        },
        // A watcher looks every five seconds, a gate's keeper each second, and the hub every five; a question takes a second.
        seenWithinMs: 90_000,
        pauseMs: 1_000,
    };
}

function unheard(region: RegionRef, via: ByHand["via"], at: RegionRef): string {
    return (
        `the watcher of ${at} has stored the ${via === "evacuate" ? "evacuation" : "return"} of ${region}, whose own watcher does not answer: ` +
        `the gates of ${region} go on as before until it does; repair it, or use routing.drain, and update the stack`
    );
}

/** What regions report of themselves counts for a while after they were lost: a region leaves only while the hub sees another one serve. */
function refuseLast(state: ServiceState, cell: string, region: RegionRef): void {
    const others = state.regions.filter(one => one.cell === cell && one.region !== region);
    if (others.some(({ status }) => status === "serving")) return;
    const seen =
        others.map(({ region, status }) => `${splitRef(region).name} is ${status}`).join(", ") || "there is none";
    throw new ProjectError(`${region} can't be evacuated: no other region of cell ${cell} serves (${seen})`);
}

/** An answer that is not JSON is an error in its own words. */
function bodyOf(text: string): { readonly changed?: boolean; readonly error: string } {
    try {
        return { error: "", ...(JSON.parse(text) as object) };
    } catch {
        return { error: text.trim().slice(0, 300) || "an empty answer" };
    }
}

const refusals = { evacuate: "be evacuated", return: "be brought back" } as const;

/** By the watcher of the region itself, or by another one where that can't. Each writes the same document in the cell's store. */
async function takenBy(
    watchers: readonly Watcher[],
    path: string,
    body: object,
    region: RegionRef,
    via: ByHand["via"],
): Promise<{ readonly by: Watcher; readonly changed: boolean }> {
    const failed: string[] = [];
    for (const by of watchers) {
        const answer = await by.ask("POST", path, body).catch((error: unknown) => {
            if (!(error instanceof ProjectError)) throw error;
            failed.push(error.message);
            return undefined;
        });
        if (answer === undefined) continue;
        const { changed, error } = bodyOf(answer.text);
        if (answer.status === "200") return { by, changed: changed === true };
        failed.push(`the watcher of ${by.at} answers ${answer.status}: ${error}`);
        if (answer.status !== "503") break;
    }
    throw new ProjectError(`${region} can't ${refusals[via]}: ${failed.join("; ")}`);
}
