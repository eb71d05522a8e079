import type { RegionState, ReleaseState } from "../../../../components/watch/state";
import { shortDigest } from "../amounts";
import { loadingOf } from "../limits";

export function shareOf({ percent }: ReleaseState): string {
    return percent === 0 ? "shadow" : `${percent} %`;
}

interface Props {
    readonly release: ReleaseState;
    readonly region: RegionState;
}

/** Says where something else is loaded than was planned. */
export function Skew({ release, region }: Props) {
    switch (loadingOf(release, region)) {
        case "other":
            return <span class="tag skew">other digest: {shortDigest(release.loaded ?? "").slice(0, 8)}</span>;
        case "nothing":
            return <span class="tag skew">not loaded</span>;
        case "not known":
        case "as planned":
            return null;
    }
}
