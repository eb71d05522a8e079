import type { Baseline, Distribution } from "../../components/watch/drift/baseline";

export const tenths = new Array<number>(10).fill(0.1);
/** Of ten bins, the first up to 1 and the last above 9. */
export const tenEdges = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export function evenly(...names: readonly string[]): Distribution[] {
    return names.map(name => ({ name, edges: tenEdges, proportions: tenths }));
}

/** A baseline whose features and scores lie between 0 and 10, and are as often in each tenth. */
export function evenBaseline(
    features: readonly string[],
    scores: readonly string[],
    digest = `sha256:${"0".repeat(64)}`,
): Baseline {
    return {
        release: { name: "screening", version: "1.0.0" },
        digest,
        dataset: { rows: 10_000 },
        features: evenly(...features),
        scores: evenly(...scores),
    };
}
