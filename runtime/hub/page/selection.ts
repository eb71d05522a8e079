import { useEffect, useState } from "preact/hooks";

import type { RegionState } from "../../../components/watch/state";

/** Identifies a region. Its reference alone does not, since several cells may have a region of that name. */
export function keyOf({ cell, region }: Pick<RegionState, "cell" | "region">): string {
    return `${cell}/${region}`;
}

const prefix = "#region=";

/** Of a region in detail: an address that can be kept, sent to a colleague, and gone back from. */
export function hrefOf(region: Pick<RegionState, "cell" | "region">): string {
    return prefix + encodeURIComponent(keyOf(region));
}

export interface Selection {
    /** Undefined while none is selected. */
    readonly key: string | undefined;
    /** Number of selections by a link, since a link may select the same region twice. */
    readonly times: number;
    /** Selects without going there. */
    readonly choose: (region: Pick<RegionState, "cell" | "region">) => void;
}

/** The region that the address names. Another fragment, as of the skip link, changes nothing. */
export function useSelection(): Selection {
    const [{ key, times }, select] = useState({ key: keyIn(location.hash), times: 0 });
    useEffect(() => {
        const follow = () => {
            const named = keyIn(location.hash);
            if (named !== undefined) {
                select(before => ({ key: named, times: before.times + 1 }));
            }
        };
        // A link to the address that is there already changes no hash.
        const click = ({ target }: MouseEvent) => {
            const link = target instanceof Element ? target.closest("a[href]") : null;
            if (link?.getAttribute("href") === location.hash) {
                follow();
            }
        };
        addEventListener("hashchange", follow);
        addEventListener("click", click);
        return () => {
            removeEventListener("hashchange", follow);
            removeEventListener("click", click);
        };
    }, []);
    const choose = (region: Pick<RegionState, "cell" | "region">) => {
        // Tells no `hashchange`, and leaves nothing to go back through.
        history.replaceState(null, "", hrefOf(region));
        select(before => ({ ...before, key: keyOf(region) }));
    };
    return { key, times, choose };
}

function keyIn(hash: string): string | undefined {
    if (!hash.startsWith(prefix)) {
        return undefined;
    }
    try {
        return decodeURIComponent(hash.slice(prefix.length));
    } catch {
        return undefined;
    }
}
