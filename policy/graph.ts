import { Ends, type Resolved } from "./ends";
import type { Claim, Encryption, End, FlowFact } from "./facts/fact";
import { buckets } from "./facts/forms";
import { cellAt, strictestOf } from "./membership";
import type { Node } from "./node";
import { nodesOf } from "./nodes";
import type { Resource } from "./resource";
import type { Setting } from "./setting";

/** Data going from one node to somewhere, because a resource says so. */
export interface Edge {
    readonly fact: FlowFact;
    readonly from: Node;
    readonly to: Resolved;
    readonly said: Resource;
    /** Its origin is unknown: `from` is the resource that states it. */
    readonly isFromUnknown?: true;
}

/** What a resource says of a node, itself or another. */
export interface Said<T> {
    readonly value: T;
    readonly said: Resource;
}

/** Every resource of a stack that a cloud has, what is said of them, and where data goes between them. */
export interface Graph {
    readonly nodes: readonly Node[];
    readonly edges: readonly Edge[];
    /** Where data goes on from a node, and what comes to it. */
    readonly from: (node: Node) => readonly Edge[];
    readonly into: (node: Node) => readonly Edge[];
    /** What is said of a node as to a rule, by itself and by others. */
    readonly claims: (node: Node, rule: string) => readonly Said<Claim>[];
    readonly encryptions: (node: Node) => readonly Said<Encryption>[];
    /** What it says of its own; by its `source` only where that is of the stack, and tells. */
    readonly encryption: (node: Node) => Encryption | undefined;
    readonly resolve: (end: End, said: Resource) => Resolved;
}

/** Builds the graph, each end and each name once: what rules ask for is looked up. */
export function graphOf(resources: readonly Resource[], setting: Setting): Graph {
    const nodes = nodesOf(resources, setting);
    const ends = new Ends(nodes, setting.externals);
    const owners = new Map(nodes.map(node => [node, ownersOf(node, ends)]));
    const edges = nodes.flatMap(node => edgesOf(node, owners.get(node)!, ends, setting));
    const from = grouped(edges.map(edge => [edge.from, edge]));
    const into = grouped(edges.flatMap(edge => edge.to.nodes.map((node): [Node, Edge] => [node, edge])));
    const claims = new Map<string, Map<Node, Said<Claim>[]>>();
    for (const node of nodes) {
        const { resource, row } = node;
        for (const [rule, claim] of Object.entries(row?.claims ?? {})) {
            const value = claim(resource);
            if (value === undefined) continue;
            const ofRule = claims.get(rule) ?? new Map<Node, Said<Claim>[]>();
            claims.set(rule, ofRule);
            const said = { value, said: resource };
            for (const owner of owners.get(node)!) {
                const ofOwner = ofRule.get(owner);
                if (ofOwner === undefined) ofRule.set(owner, [said]);
                else ofOwner.push(said);
            }
        }
    }
    const encryptions = grouped(
        nodes.flatMap(node => {
            const { resource } = node;
            const value = encryptionOf(node, ends);
            if (value === undefined) return [];
            const said = { value, said: resource };
            return owners.get(node)!.map((owner): [Node, Said<Encryption>] => [owner, said]);
        }),
    );
    return {
        nodes,
        edges,
        from: node => from.get(node) ?? [],
        into: node => into.get(node) ?? [],
        claims: (node, rule) => claims.get(rule)?.get(node) ?? [],
        encryptions: node => encryptions.get(node) ?? [],
        encryption: node => encryptionOf(node, ends),
        resolve: (end, said) => ends.resolve(end, said),
    };
}

function encryptionOf({ resource, row }: Node, ends: Ends): Encryption | undefined {
    const made = row?.encryption?.(resource);
    if (made?.by !== "source") return made;
    return ends.resolve(made.source, resource).nodes.length > 0 ? made : made.otherwise;
}

/** What a node describes: itself, or another resource. If that belongs to another stack, it is evaluated where it is stated. */
function ownersOf(node: Node, ends: Ends): readonly Node[] {
    const { resource, row } = node;
    const about = row?.about === undefined ? [] : ends.resolve(row.about(resource), resource).nodes;
    return about.length === 0 ? [node] : about;
}

function edgesOf({ resource, row }: Node, owners: readonly Node[], ends: Ends, setting: Setting): Edge[] {
    return (row?.flows?.(resource) ?? []).flatMap(fact => {
        const to = ends.resolve(fact.to, resource);
        if (fact.isPerhaps && to.nodes.length === 0 && to.places.length === 0) return [];
        const edge = { fact, to, said: resource };
        if (fact.from === undefined) {
            return owners.map((from): Edge => ({ ...edge, from, ...(!isOfPlace(from) && { isFromUnknown: true }) }));
        }
        const { nodes, places } = ends.resolve(fact.from, resource);
        if (nodes.length > 0) {
            return nodes.map((from): Edge => ({ ...edge, from, ...(!isOfPlace(from) && { isFromUnknown: true }) }));
        }
        if (places.length > 0) return owners.map((from): Edge => ({ ...edge, from: elsewhere(from, places, setting) }));
        const isUnknown = saysNoPlace(fact.from);
        return owners.map((from): Edge => ({
            ...edge,
            from,
            ...((isUnknown || !isOfPlace(from) || from.cell === undefined) && { isFromUnknown: true }),
        }));
    });
}

/** Data of something that is somewhere, or of the only cell. */
const isOfPlace = ({ cell, placed }: Node) => cell !== undefined || placed.is === "at";

/** What isn't known yet, and a bucket of another stack, may be anywhere; other things are called by a bare name where they are. */
const saysNoPlace = (end: End) => "named" in end && (end.named.is === "unknown" || end.of === buckets);

/** What another stack has, as far as its place tells. */
function elsewhere(said: Node, places: readonly string[], { atlas, cells }: Setting): Node {
    const cell = cellAt(places, cells, atlas);
    return { ...said, placed: { is: "at", places }, cell, dataClass: strictestOf(cell) };
}

function grouped<T>(all: readonly (readonly [Node, T])[]): ReadonlyMap<Node, readonly T[]> {
    const found = new Map<Node, T[]>();
    for (const [node, one] of all) {
        const ofNode = found.get(node);
        if (ofNode === undefined) found.set(node, [one]);
        else ofNode.push(one);
    }
    return found;
}
