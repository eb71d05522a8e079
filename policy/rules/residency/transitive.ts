import { type DataClass, isProtected, judge } from "../../../components/plan/residency";
import type { Edge, Graph } from "../../graph";
import type { Node } from "../../node";
import type { KnownCell, Setting } from "../../setting";
import type { Finding, Rule } from "../rule";

/** Data goes on from where it has come: what is admitted from the middle need not be for what came there. */
export const transitive: Rule = {
    id: "residency/transitive",
    severity: "critical",
    protects: "against data that leaves its cell through an intermediate resource",
    remedy: "limit further copies to locations of the first resource's cell",
    controls: ["GDPR Art. 44"],
    check: (graph, setting) =>
        [...originsOf(graph).values()].flatMap(origins => {
            const { cell, dataClass } = origins[0]!;
            return onward(origins, graph).flatMap(edge => judged(edge, cell!, dataClass, setting));
        }),
};

/** Nodes whose data is of one cell and one class: where it may go is the same for all of them. */
function originsOf({ nodes }: Graph): Map<string, Node[]> {
    const found = new Map<string, Node[]>();
    for (const node of nodes) {
        if (node.row?.holds === undefined || node.cell === undefined) continue;
        const key = `${node.cell.name} ${node.dataClass}`;
        const same = found.get(key);
        if (same === undefined) found.set(key, [node]);
        else same.push(node);
    }
    return found;
}

/** What goes on from where the data of some nodes comes to be, however far: each edge once. */
function onward(origins: readonly Node[], { from }: Graph): Edge[] {
    const reached = new Set(origins.flatMap(from).flatMap(({ to }) => to.nodes));
    const found: Edge[] = [];
    // A set that is added to while it is walked is walked to its end.
    for (const middle of reached) {
        for (const edge of from(middle)) {
            // A log of all events describes actions, and not the data that arrived there.
            if (edge.fact.from !== undefined && "everythingOf" in edge.fact.from) continue;
            found.push(edge);
            for (const node of edge.to.nodes) reached.add(node);
        }
    }
    return found;
}

function judged(
    { fact, from, said, to }: Edge,
    cell: KnownCell,
    dataClass: DataClass,
    { atlas, cells }: Setting,
): Omit<Finding, "rule">[] {
    const verdictOf = (cell: KnownCell, dataClass: DataClass) =>
        judge({ kind: fact.kind, cell: cell.name, dataClass, to: to.places }, cells, atlas);
    const { reason, verdict } = verdictOf(cell, dataClass);
    // Findings of the intermediate resource's own cell and class are reported there already.
    if (verdict === "proven" || (from.cell && verdictOf(from.cell, from.dataClass).verdict === verdict)) return [];
    return [
        {
            urn: said.urn,
            verdict,
            isProtected: isProtected(dataClass),
            message: `${fact.path}: ${dataClass} data of cell ${cell.name}, through ${from.resource.name}: ${reason}`,
        },
    ];
}
