import type { Watch, WatchLinks } from "../../observability-hub/contract";
import { refuse } from "../../plan/faults";
import { oncePer } from "../../plan/once-per";
import { splitRef } from "../../plan/places/catalogue";
import { homeOfCell, type WatchPlan } from "../../plan/watch/watch-plan";
import type { Scope } from "../../scope";
import { noRegionFaults } from "../shared/no-region";
import { type KubernetesFront, ownFront } from "./front";
import { makeHub } from "./observability-hub/hub";
import { makeWatcher } from "./observability-hub/watcher";

/**
 * A watcher in each region, which reads what its pods count, and a hub in each cell, with a page over all regions of that cell: certificates of
 * the cell's own authorities connect them, and no figure leaves the cell. The hub is at home where home is a region of the cell, else in the
 * cell's primary region.
 */
export function watchOnKubernetes(
    name: string,
    plan: WatchPlan,
    links: Pick<WatchLinks<unknown>, "elsewhere" | "fronts">,
    { parent }: Scope,
): Watch {
    const fronts = links.fronts.map(front => ownFront(front, "watches"));
    refuse(noRegionFaults(fronts, "kubernetes"));
    const homeIn = (cell: string) =>
        homeOf(
            plan,
            fronts.filter(front => front.cell === cell),
        );
    const watchers = fronts.map(front => ({
        front,
        watcher: makeWatcher(name, plan, front, homeIn(front.cell), { parent, provider: front.provider }),
    }));
    const hubs = oncePer(fronts, ({ cell }) => cell).map(({ cell }) => {
        const watched = watchers.filter(({ front }) => front.cell === cell);
        const own = watched.map(({ front }) => front);
        const at = homeIn(cell);
        const others = fronts.filter(front => front.cell !== cell);
        const opts = { parent, provider: at.provider, dependsOn: watched.map(({ watcher }) => watcher) };
        return { cell, hub: makeHub(name, plan, { at, fronts: own, others, elsewhere: links.elsewhere }, opts) };
    });
    return {
        nodes: {
            ...Object.fromEntries(hubs.map(({ cell, hub }) => [`hub-${cell}`, hub])),
            ...Object.fromEntries(
                watchers.map(({ front, watcher }) => [`watcher-${front.cell}-${splitRef(front.region).name}`, watcher]),
            ),
        },
    };
}

/** Where a cell's hub is: where that region is not watched, the first that is. */
function homeOf(plan: WatchPlan, fronts: readonly KubernetesFront[]): KubernetesFront {
    const [first] = fronts;
    return fronts.find(({ region }) => region === homeOfCell(plan, first!.plan.cell)) ?? first!;
}
