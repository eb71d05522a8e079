import { isProtected, judge } from "../../../components/plan/residency";
import type { Edge, Graph } from "../../graph";
import type { Node } from "../../node";
import type { Setting } from "../../setting";
import type { Finding, Rule } from "../rule";

const id = "durability/distant-backup";

/** A place that is lost takes no protected data with it: there is a copy in another place that the cell admits. */
export const distantBackup: Rule = {
    id,
    severity: "medium",
    protects: "against data lost together with its region",
    remedy: "replicate it, or copy its backups, to another location of the same cell",
    controls: ["GDPR Art. 32(1)(c)", "HIPAA § 164.308(a)(7)"],
    check: (graph, setting) => {
        const stores = graph.nodes.filter(node => isAsked(node, graph));
        if (stores.length === 0) return [];
        const copies = copiesIn(graph);
        const all = [...copies].map(([place, nodes]) => ({ place, nodes }));
        return stores.flatMap((store): Omit<Finding, "rule">[] => {
            const isIn = (nodes: ReadonlySet<Node>) =>
                nodes.has(store) || sweepsAt(store, graph).some(one => nodes.has(one));
            const found = { urn: store.resource.urn, isProtected: true };
            if (all.some(({ nodes, place }) => isAdmitted(place, store, setting) && isIn(nodes))) return [];
            return isIn(copies.get(unknown) ?? new Set())
                ? [{ ...found, verdict: "undetermined", message: "the location of its copies is unknown" }]
                : [{ ...found, verdict: "violated", message: store.row!.needs![id]! }];
        });
    },
};

/** Stands for a place that isn't known. */
const unknown = "";

/** A store of protected data that is not the copy of another one. */
function isAsked(node: Node, { into }: Graph): boolean {
    const { cell, dataClass, placed, row } = node;
    if (row?.needs?.[id] === undefined || cell === undefined || placed.is !== "at" || !isProtected(dataClass))
        return false;
    return !into(node).some(edge => isCopy(edge) && edge.from.placed.is === "at" && !isSamePlace(edge.from, node));
}

const isCopy = ({ fact: { kind } }: Edge) => kind === "replication" || kind === "backup";

const placesOf = ({ placed }: Node) => (placed.is === "at" ? placed.places : []);

const isSamePlace = (one: Node, other: Node) => placesOf(one).every(place => placesOf(other).includes(place));

function isAdmitted(place: string, store: Node, { atlas, cells }: Setting): boolean {
    if (place === unknown || placesOf(store).includes(place)) return false;
    const flow = { kind: "backup" as const, cell: store.cell!.name, dataClass: store.dataClass, to: [place] };
    return judge(flow, cells, atlas).verdict === "proven";
}

/** For each place that copies go to: whose data comes there, over however many steps. Each edge is walked once for each place. */
function copiesIn(graph: Graph): ReadonlyMap<string, ReadonlySet<Node>> {
    const found = new Map<string, Set<Node>>();
    for (const edge of graph.edges.filter(isCopy)) {
        for (const place of edge.to.places.length === 0 ? [unknown] : edge.to.places) {
            const nodes = found.get(place);
            if (nodes === undefined) found.set(place, new Set([edge.from]));
            else nodes.add(edge.from);
        }
    }
    for (const nodes of found.values()) {
        // A set that is added to while it is walked is walked to its end.
        for (const node of nodes) for (const edge of graph.into(node).filter(isCopy)) nodes.add(edge.from);
    }
    return found;
}

/** What takes in whatever is there, by tags or all of it, and not by name: a selection of a backup plan. */
function sweepsAt(store: Node, graph: Graph): readonly Node[] {
    return sweeps(graph).filter(node => isSamePlace(node, store));
}

const known = new WeakMap<Graph, readonly Node[]>();

function sweeps(graph: Graph): readonly Node[] {
    const found = known.get(graph) ?? graph.nodes.filter(({ resource, row }) => row?.sweeps?.(resource) === true);
    known.set(graph, found);
    return found;
}
