import { isProtected } from "../../../components/plan/residency";
import type { Edge } from "../../graph";
import { cellAt } from "../../membership";
import type { KnownCell, Setting } from "../../setting";
import type { Finding, Rule } from "../rule";

/**
 * Records of one name, and groups of one listener, lead to regions of one cell: when one is unhealthy, the others are of the same cell.
 */
export const failover: Rule = {
    id: "residency/failover",
    severity: "critical",
    protects: "against requests, and the data in them, sent to another cell when a region is unhealthy",
    remedy: "let records of one name, and groups of one listener, lead to regions of one cell only",
    controls: ["GDPR Art. 44"],
    check: ({ edges }, setting) =>
        [...together(edges).values()].flatMap((all): Omit<Finding, "rule">[] => {
            if (all.every(({ fact }) => fact.isSteady)) return [];
            const cells = new Set(all.flatMap(edge => cellsOf(edge, setting)));
            const isAtStake = [...cells].some(({ dataClasses }) => dataClasses.some(isProtected));
            const said = [...new Set(all.map(({ said }) => said.urn))];
            if (cells.size > 1 && isAtStake) {
                const message = `its failover target is in another cell: it leads to cells ${[...cells].map(({ name }) => name).join(" and ")}`;
                return said.map(urn => ({ urn, verdict: "violated", isProtected: true, message }));
            }
            // Of one name alone, there is nothing to fail over to.
            if (said.length < 2 || !isAtStake) return [];
            return all
                .filter(({ to }) => to.nodes.length === 0 && to.places.length === 0)
                .map(({ fact: { path }, said: { urn } }) => {
                    const message = `${path}: the cell that it leads to is unknown`;
                    return { urn, verdict: "undetermined", isProtected: true, message };
                });
        }),
};

function cellsOf({ to }: Edge, { atlas, cells }: Setting): readonly KnownCell[] {
    if (to.nodes.length > 0) return to.nodes.flatMap(({ cell }) => cell ?? []);
    return to.places.flatMap(place => cellAt([place], cells, atlas) ?? []);
}

/** What stands in for each other has a name in common, or a thing of the stack that isn't called anything yet. */
function together(edges: readonly Edge[]): Map<string, Edge[]> {
    const found = new Map<string, Edge[]>();
    for (const edge of edges.filter(({ fact }) => fact.kind === "failover")) {
        const { together: property = "name" } = edge.fact;
        const read = edge.said.properties.text(property);
        const key = read.is === "known" ? read.value : (edge.said.comesFrom[property] ?? []).join(" ");
        if (key === "") continue;
        const same = found.get(key);
        if (same === undefined) found.set(key, [edge]);
        else same.push(edge);
    }
    return found;
}
