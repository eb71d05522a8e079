import type { Graph } from "./graph";
import type { Finding } from "./rules/rule";

/** How much of a stack's data is known to be where it may be. */
export interface Coverage {
    /** Resources that keep data, copies, logs, secrets, artifacts or keys. */
    readonly keeping: number;
    /** Of those, what neither lies nor sends anything where it may not, and what does. */
    readonly proven: number;
    readonly violated: number;
    /** Findings that are undetermined before the update, or always. */
    readonly undetermined: number;
    /** How many there are of each type that the pack has no row for. */
    readonly unmapped: Readonly<Record<string, number>>;
    /** Rules that the pack's config turned off. */
    readonly disabled: readonly string[];
}

/** Counts what residency says of each resource that keeps something. Without cells nothing is proven. */
export function coverageOf(
    { edges, nodes }: Graph,
    findings: readonly Finding[],
    { areCellsKnown, disabled }: { readonly areCellsKnown: boolean; readonly disabled: readonly string[] },
): Coverage {
    const keeping = nodes.filter(({ row }) => row?.holds !== undefined);
    const said = new Map<string, Finding["verdict"]>();
    for (const { rule, urn, verdict } of findings) {
        if (rule.startsWith("residency/") && said.get(urn) !== "violated") said.set(urn, verdict);
    }
    // What something else says of a resource's data is said of that resource.
    for (const { from, said: by } of edges) {
        const verdict = said.get(by.urn);
        if (verdict !== undefined && said.get(from.resource.urn) !== "violated") said.set(from.resource.urn, verdict);
    }
    const count = (verdict: Finding["verdict"] | undefined) =>
        keeping.filter(({ resource }) => said.get(resource.urn) === verdict).length;
    const unmapped = new Map<string, number>();
    for (const { resource, row } of nodes) {
        if (row === undefined || row.opaque !== undefined)
            unmapped.set(resource.type, (unmapped.get(resource.type) ?? 0) + 1);
    }
    return {
        keeping: keeping.length,
        proven: areCellsKnown ? count(undefined) : 0,
        violated: count("violated"),
        undetermined: count("undetermined") + (areCellsKnown ? 0 : count(undefined)),
        unmapped: Object.fromEntries(unmapped),
        disabled,
    };
}

/** Coverage in words. */
export function sentence({ disabled, keeping, proven, undetermined, unmapped, violated }: Coverage): string {
    const types = Object.keys(unmapped);
    const unknown = types.length === 0 ? "" : `; unknown types: ${types.join(", ")}`;
    const unasked = disabled.length === 0 ? "" : `; turned off by the config: ${disabled.join(", ")}`;
    return `${proven} of ${keeping} data stores are proven to stay in their cell, ${violated} violated, ${undetermined} undetermined${unknown}${unasked}`;
}
