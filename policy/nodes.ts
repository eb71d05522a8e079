import { Ends } from "./ends";
import type { Placed } from "./facts/fact";
import { isOfNoCloud, placeOf, rowOf } from "./facts/rows";
import { cellOf, classOf, tagOf } from "./membership";
import type { Node } from "./node";
import type { Resource } from "./resource";
import type { Setting } from "./setting";

/** Every resource of a stack that a cloud has, each with where it is: by itself, or by what it lies in. */
export function nodesOf(resources: readonly Resource[], setting: Setting): readonly Node[] {
    const alone = resources.filter(isSomething).map(resource => nodeOf(resource, setting));
    if (!alone.some(isInside)) return alone;
    const ends = new Ends(alone, setting.externals);
    const settled = new Map<Node, Node>();

    function settle(node: Node): Node {
        const known = settled.get(node);
        if (known !== undefined) return known;
        // Whatever names itself, by whichever way, is where it says.
        settled.set(node, node);
        const found = isInside(node) ? inside(node) : node;
        settled.set(node, found);
        return found;
    }

    function inside(node: Node): Node {
        const { resource, row } = node;
        const { nodes, places } = ends.resolve((row!.within ?? row!.about!)(resource), resource);
        const outer = nodes.filter(each => each !== node).map(settle);
        const [first] = outer;
        if (first === undefined) return places.length === 0 ? node : nodeAt(resource, { is: "at", places }, setting);
        const placed = outer.every(each => each.placed.is === "at") ? placedTogether(outer) : node.placed;
        const own = nodeAt(resource, placed, setting);
        const cell = tagOf(resource).is === "known" ? own.cell : (first.cell ?? own.cell);
        return { ...own, cell, dataClass: classOf(resource, cell, first.dataClass) };
    }

    return alone.map(settle);
}

/** What a cloud has: components and values have nothing anywhere. A component that is called as a cloud's type is taken for one. */
const isSomething = ({ isComponent, type }: Resource) =>
    !isOfNoCloud(type) && (isComponent !== true || rowOf(type) !== undefined);

const isInside = ({ row }: Node) => row?.within !== undefined || row?.about !== undefined;

function placedTogether(nodes: readonly Node[]): Placed {
    const places = nodes.flatMap(({ placed }) => (placed.is === "at" ? placed.places : []));
    return { is: "at", places: [...new Set(places)] };
}

const nodeOf = (resource: Resource, setting: Setting) => nodeAt(resource, placeOf(resource), setting);

function nodeAt(resource: Resource, placed: Placed, { atlas, cells }: Setting): Node {
    const cell = cellOf(resource, placed, cells, atlas);
    return { resource, row: rowOf(resource.type), placed, cell, dataClass: classOf(resource, cell) };
}
