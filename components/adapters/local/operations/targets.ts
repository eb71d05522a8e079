import { type Fault, NotPossible } from "../../../watch/drills/operations";
import type { StackFiles } from "./stack-files";
import type { StorePlace } from "./store-server";
import type { WatchedCell, WatchedRegion, WatchedStore } from "./watched-file";

export function cellIn({ watched }: StackFiles, { cell }: Fault): WatchedCell {
    const found = watched.cells.find(({ name }) => name === cell);
    if (found === undefined) throw new NotPossible(`there is no cell ${cell}`);
    return found;
}

export function regionIn(stack: StackFiles, fault: Fault): WatchedRegion {
    const found = cellIn(stack, fault).regions.find(({ region }) => region === fault.region);
    if (found === undefined) throw new NotPossible(`cell ${fault.cell} has no region ${fault.region ?? ""}`);
    return found;
}

/** The server of the newest release that answers in a region, of its first model. */
export function newestIn(stack: StackFiles, fault: Fault): WatchedRegion["servers"][number] {
    const { servers } = regionIn(stack, fault);
    const newest = servers.findLast(({ model, percent }) => model === servers[0]?.model && percent > 0);
    if (newest === undefined) throw new NotPossible(`no release answers in ${fault.region ?? ""}`);
    return newest;
}

export function storeIn(stack: StackFiles, fault: Fault): { readonly store: WatchedStore; readonly place: StorePlace } {
    const { store } = cellIn(stack, fault);
    const place = store?.places.find(({ place }) => place === fault.region);
    if (store === undefined || place === undefined) {
        throw new NotPossible(`cell ${fault.cell} has no copy of a store in ${fault.region ?? ""}`);
    }
    return { store, place };
}
