import { type Failure, NotPossible } from "../../../watch/drills/operations";
import type { StackFiles } from "./stack-files";
import type { StorePlace } from "./store-server";
import type { WatchedCell, WatchedRegion, WatchedStore } from "./watched-file";

export function cellIn({ watched }: StackFiles, { cell }: Failure): WatchedCell {
    const found = watched.cells.find(({ name }) => name === cell);
    if (found === undefined) throw new NotPossible(`there is no cell ${cell}`);
    return found;
}

export function regionIn(stack: StackFiles, failure: Failure): WatchedRegion {
    const found = cellIn(stack, failure).regions.find(({ region }) => region === failure.region);
    if (found === undefined) throw new NotPossible(`cell ${failure.cell} has no region ${failure.region ?? ""}`);
    return found;
}

/** The server of the newest release that answers in a region, of its first model. */
export function newestIn(stack: StackFiles, failure: Failure): WatchedRegion["servers"][number] {
    const { servers } = regionIn(stack, failure);
    const newest = servers.findLast(({ model, percent }) => model === servers[0]?.model && percent > 0);
    if (newest === undefined) throw new NotPossible(`no release answers in ${failure.region ?? ""}`);
    return newest;
}

export function storeIn(
    stack: StackFiles,
    failure: Failure,
): { readonly store: WatchedStore; readonly place: StorePlace } {
    const { store } = cellIn(stack, failure);
    const place = store?.places.find(({ place }) => place === failure.region);
    if (store === undefined || place === undefined) {
        throw new NotPossible(`cell ${failure.cell} has no copy of a store in ${failure.region ?? ""}`);
    }
    return { store, place };
}
