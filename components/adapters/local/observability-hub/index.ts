import type { Watch, WatchLinks } from "../../../observability-hub/contract";
import { refuse } from "../../../plan/faults";
import type { WatchPlan } from "../../../plan/watch/watch-plan";
import type { Called, Scope } from "../../../scope";
import type { Front } from "../../../regional-serving/contract";
import { noRegionFaults } from "../../shared/no-region";
import { own } from "../../shared/own";
import { LocalFront } from "../front";
import { ownStore } from "../replicated-store/local-store";
import { makeAudit } from "./audit";
import { makeHub } from "./hub";
import { makeOperatorCredentials } from "./operator-credentials";
import type { LocalHubNodes } from "../nodes";
import { LocalRouted } from "../global-router";
import { makeWatcher, type WatchedRegion } from "./watcher";
import { makeWatched } from "./watched";

/**
 * A watcher in each region, which collects the metrics of its processes and decides whether the region receives traffic, and one hub with a
 * page over all regions. Raw logs and the inputs of models stay with the watchers.
 */
export function watchLocally(
    name: string,
    plan: WatchPlan,
    links: Omit<WatchLinks<unknown>, "others">,
    { parent, physicalName = name }: Scope,
): Watch {
    const options = { parent };
    const regions = links.fronts.map(front => regionOf(front, links));
    refuse(noRegionFaults(regions, "this machine"));
    const { names } = regions[0]!.front.landing;
    names.claimHub(name);
    const called: Called = { name, physical: physicalName };
    const watchers = regions.map(region => makeWatcher(called, plan, region, options));
    const hands = makeOperatorCredentials(name, regions, names, options);
    const trails = plan.audit ? makeAudit(plan, regions, names, options) : {};
    const routed = links.routed.map(one =>
        own("local", LocalRouted, one, {
            path: "watches",
            value: "a GlobalRouter",
            subject: "a GlobalRouter",
            remedy: "watch it with an ObservabilityHub on its own cloud",
        }),
    );
    const hub = makeHub(called, plan, { watchers, routed, elsewhere: links.elsewhere }, names, options);
    const watched = makeWatched(called, plan, watchers, routed, names, options);
    return {
        url: hub.url,
        nodes: {
            hub: hub.process,
            watched,
            ...trails,
            ...Object.fromEntries(watchers.map(({ region, process }) => [`watcher-${region.front.hostname}`, process])),
            ...Object.fromEntries(Object.entries(hands).map(([cell, made]) => [`hands-${cell}`, made])),
        } satisfies LocalHubNodes,
    };
}

function regionOf(front: Front, { stores }: Pick<WatchLinks<unknown>, "stores">): WatchedRegion {
    const store = stores.find(({ plan }) => plan.cell.name === front.cell);
    return {
        front: own("local", LocalFront, front, {
            path: "watches",
            value: front.region,
            subject: `the RegionalServing in ${front.region}`,
            remedy: "watch it with an ObservabilityHub on its own cloud",
        }),
        store: store && ownStore(store),
    };
}
