import { isProtected } from "../components/plan/residency";
import type { End, Types } from "./facts/fact";
import { accountOf, canName, isHere, packageOf, placeNamed, placeSaid, spellingsOf } from "./facts/rows";
import type { Node } from "./node";
import type { Resource } from "./resource";

/** Where an end is: with the resources there, where those are of the stack. */
export interface Resolved {
    readonly nodes: readonly Node[];
    /** None: it isn't known. */
    readonly places: readonly string[];
}

/** Properties by which others name a thing, whatever it is. */
const names = ["id", "arn", "name", "selfLink"];

/** Finds what other resources name. */
export class Ends {
    private readonly byUrn: ReadonlyMap<string, Node>;
    private readonly byName = new Map<string, Node[]>();

    constructor(
        private readonly nodes: readonly Node[],
        private readonly externals: Readonly<Record<string, string>>,
    ) {
        this.byUrn = new Map(nodes.map(node => [node.resource.urn, node]));
        for (const node of nodes) {
            const { resource, row } = node;
            // What tells of another thing has that one's name, beside names that are said to be its own.
            const own = row?.about === undefined ? names.filter(name => row?.foreign?.includes(name) !== true) : [];
            const said = [...own, ...(row?.names ?? [])].flatMap(name => {
                const read = resource.properties.text(name);
                return read.is === "known" ? [read.value] : [];
            });
            for (const name of new Set([...said, ...(row?.called?.(resource) ?? [])])) {
                const all = this.byName.get(name);
                if (all === undefined) this.byName.set(name, [node]);
                else all.push(node);
            }
        }
    }

    /** What an end is, that a resource says. */
    resolve(end: End, said: Resource): Resolved {
        if ("place" in end) return { nodes: [], places: [end.place] };
        if ("self" in end) return at([this.byUrn.get(said.urn)].filter(node => node !== undefined));
        if ("everythingOf" in end) return at(this.everythingOf(end, said));
        const { named, property } = end;
        if (named.is === "known") {
            const here = placesOf(this.byUrn.get(said.urn));
            const isElsewhere = (node: Node) => !placesOf(node).some(place => here.includes(place));
            const all = this.named(named.value, said, canBe(end.of));
            const nodes = end.isHere && all.every(isElsewhere) ? [] : all;
            if (nodes.length > 0) return at(nodes.flatMap(node => this.meant(node)));
            const places = this.placesOfName(named.value, said, end.beside);
            return { nodes: [], places: places.length === 0 && end.isHere ? here : places };
        }
        const all = said.comesFrom[property] ?? [];
        // What another stack tells may be the one that is meant.
        if (all.some(isOfAnotherStack)) return { nodes: [], places: [] };
        // Each of those that the property comes from is named by it, though not which one where.
        const sources = all.flatMap(urn => this.byUrn.get(urn) ?? []);
        const meant = sources.flatMap(node => this.meant(node));
        return at(meant.filter(node => isSomewhere(node) && canBe(end.of)(node)));
    }

    /** What the name of something that tells of another is for: the key of an alias, the bucket that a policy says it is of. */
    private meant(node: Node, steps = 4): readonly Node[] {
        const about = node.row?.about?.(node.resource);
        if (about === undefined || steps === 0) return [node];
        const found =
            "named" in about && about.named.is === "known"
                ? this.named(about.named.value, node.resource, canBe(about.of))
                : "named" in about
                  ? (node.resource.comesFrom[about.property] ?? []).flatMap(urn => this.byUrn.get(urn) ?? [])
                  : [];
        const others = found.filter(each => each !== node);
        return others.length === 0 ? [node] : others.flatMap(each => this.meant(each, steps - 1));
    }

    /** A globally unique name decides; then the config, then adjacent properties, and then the default that it belongs here. */
    private placesOfName(name: string, said: Resource, beside: string | undefined): readonly string[] {
        const external = spellingsOf(name).find(spelling => Object.hasOwn(this.externals, spelling));
        const place = placeNamed(name) ?? (external === undefined ? beside : this.externals[external]);
        if (place !== undefined) return [place];
        return isHere(name, said.type) ? placesOf(this.byUrn.get(said.urn)) : [];
    }

    /** Where something is; what lies in another thing, and isn't placed by that yet, by what it says itself. */
    private placesOfSaid(said: Resource): readonly string[] {
        const places = placesOf(this.byUrn.get(said.urn));
        if (places.length > 0) return places;
        const placed = placeSaid(said);
        return placed?.is === "at" ? placed.places : [];
    }

    /** One of a cell is as good as any other: where its data may go is the same. That of which law says most is the one. */
    private everythingOf({ everythingOf: account, in: only }: Extract<End, { everythingOf: unknown }>, said: Resource) {
        const found = new Map<string, Node>();
        for (const node of this.nodes) {
            const { cell, resource } = node;
            if (cell === undefined || resource.urn === said.urn) continue;
            if (packageOf(resource.type) !== packageOf(said.type)) continue;
            const own = accountOf(resource);
            if (account.is === "known" && own !== undefined && own !== account.value) continue;
            if (only !== undefined && !placesOf(node).some(place => only.includes(place))) continue;
            const { name } = cell;
            const known = found.get(name);
            if (known === undefined || saysMore(node, known)) found.set(name, node);
        }
        return [...found.values()];
    }

    /** What has a name in several accounts or places, is the one of that account and where it is said. */
    private named(name: string, said: Resource, canBe: (node: Node) => boolean): readonly Node[] {
        for (const spelling of spellingsOf(name)) {
            const all = (this.byName.get(spelling) ?? []).filter(
                node => canBe(node) && canName(name, said.type, node.resource.type),
            );
            if (all.length === 0) continue;
            const somewhere = all.some(isSomewhere) ? all.filter(isSomewhere) : all;
            const account = accountOf(said);
            const own = somewhere.filter(({ resource }) => account !== undefined && accountOf(resource) === account);
            const found = own.length > 0 ? own : somewhere;
            const here = this.placesOfSaid(said);
            const near = found.filter(node => placesOf(node).some(place => here.includes(place)));
            return near.length > 0 ? near : found;
        }
        return [];
    }
}

const canBe =
    (types: Types | undefined) =>
    ({ resource: { type } }: Node) =>
        types === undefined || (types instanceof RegExp ? types.test(type) : types.includes(type));

/** Of several, one whose place isn't known leaves all unknown. */
function at(nodes: readonly Node[]): Resolved {
    return { nodes, places: nodes.every(({ placed }) => placed.is === "at") ? nodes.flatMap(placesOf) : [] };
}

/** What law protects, and what holds it, before what doesn't. */
const saysMore = (one: Node, other: Node) => weightOf(one) > weightOf(other);
const weightOf = ({ dataClass, row }: Node) => (isProtected(dataClass) ? 2 : 0) + (row?.holds === undefined ? 0 : 1);

const isOfAnotherStack = (urn: string) => /::(?:[^:]*\$)?pulumi:pulumi:StackReference::/.test(urn);

const isSomewhere = ({ placed }: Node) => placed.is !== "nowhere";

function placesOf(node: Node | undefined): readonly string[] {
    return node?.placed.is === "at" ? node.placed.places : [];
}
