import { expandPlace } from "../../components/plan/places/multi-regions";
import type { FlowKind } from "../../components/plan/residency";
import type { Read } from "../properties";
import type { Resource } from "../resource";
import type { Claim, Encryption, End, FlowFact, Types } from "./fact";

/** What a property names. */
export const named = ({ properties }: Resource, path: string, of?: Types): End =>
    endOf(properties.text(path), path, of);

/** Buckets are called by bare names as often as not, which anything may have: what a property calls a bucket is one. */
export const buckets = /(?<!Vector|Table|Directory)Bucket(V2|Config)?$/;
/** Of these, each kind has names of its own. */
const otherBuckets = /(Vector|Table|Directory)Bucket$/;

function endOf(read: Read<string>, path: string, of?: Types): End {
    const types = of ?? bucketsCalledBy(path);
    return { named: read, property: topOf(path), ...(types && { of: types }) };
}

function bucketsCalledBy(path: string): Types | undefined {
    const called = /(vector|table|directory)?bucket(?:name|arn)?(?:\[\])?$/i.exec(path);
    if (called === null) return undefined;
    return called.at(1) === undefined ? buckets : otherBuckets;
}

/** `replicas[].kmsKeyArn` → `replicas` */
export const topOf = (path: string) => path.split(/[.[]/)[0]!;

/**
 * Data goes to regions that a property names in a vendor's notation: `aws:`, `gcp:spanner/`. A text that is no known region may be
 * anything: it is undetermined.
 */
export const placesOn =
    (prefix: string) =>
    (kind: FlowKind, path: string) =>
    ({ properties }: Resource): FlowFact[] =>
        properties.texts(path).map(read => ({ kind, path, to: placeBy(prefix, read, path) }));

function placeBy(prefix: string, read: Read<string>, path: string): End {
    return read.is === "known" && expandPlace(`${prefix}${read.value}`) !== undefined
        ? { place: `${prefix}${read.value}` }
        : { named: { is: "unknown", path }, property: topOf(path) };
}

/** Data goes to what a property names. */
export const toNamed =
    (kind: FlowKind, path: string, of?: Types) =>
    ({ properties }: Resource): FlowFact[] =>
        properties.texts(path).map(read => ({ kind, path, to: endOf(read, path, of) }));

/** Data goes to what a property names where this is: a bare name that its cloud looks up nowhere else. */
export const toNamedHere =
    (kind: FlowKind, path: string) =>
    (resource: Resource): FlowFact[] =>
        toNamed(kind, path)(resource).map(fact => ({ ...fact, to: { ...fact.to, isHere: true as const } }));

/** Flows of a property that the provider fills in where a program leaves it out: what isn't known then leads nowhere else. */
export const unlessFilledIn =
    (path: string, flows: (resource: Resource) => FlowFact[]) =>
    (resource: Resource): FlowFact[] =>
        resource.properties.read(path).is === "unknown" && !isOfProgram(resource, path) ? [] : flows(resource);

/** What a property names comes to be where this is. */
export const fromNamed =
    (kind: FlowKind, path: string, of?: Types) =>
    ({ properties }: Resource): FlowFact[] =>
        properties.texts(path).map(read => ({ kind, path, from: endOf(read, path, of), to: { self: true } }));

/** What one property names comes to be in what another does: each with each. */
export const between =
    (kind: FlowKind, from: string, to: string, of?: Types) =>
    ({ properties }: Resource): FlowFact[] =>
        properties
            .texts(from)
            .flatMap(source =>
                properties
                    .texts(to)
                    .map(read => ({ kind, path: to, from: endOf(source, from, of), to: endOf(read, to, of) })),
            );

export const all =
    (...rows: readonly ((resource: Resource) => FlowFact[])[]) =>
    (resource: Resource): FlowFact[] =>
        rows.flatMap(row => row(resource));

/** Whether a program says a property: what it leaves out, and is not known before the update, the provider fills in by itself. */
export const isOfProgram = ({ comesFrom }: Resource, path: string) => Object.hasOwn(comesFrom, topOf(path));

/** Whether it is known what a program says: not of what it only reads, nor of what was imported. */
const isSetByProgram = ({ comesFrom }: Resource) => Object.keys(comesFrom).length > 0;

/** Encrypted under a key that a property names, or by the provider's own, which is what some names stand for. */
export const underKey =
    (path: string, isProviders = /^$/) =>
    (resource: Resource): Encryption => {
        const key = resource.properties.text(path);
        if (key.is === "absent" || (key.is === "known" && isProviders.test(key.value))) return { by: "provider" };
        // What a program doesn't say, its provider fills in: the vendor's key, by an ARN like any other's.
        if ((key.is === "unknown" || isSetByProgram(resource)) && !isOfProgram(resource, path)) {
            return { by: "provider" };
        }
        return { by: "customer", key: named(resource, path) };
    };

/** That a flag is so. Where it isn't said, `otherwise` holds. */
export const flag =
    (path: string, wanted = true, otherwise = false) =>
    ({ properties }: Resource): Claim => {
        const read = properties.flag(path);
        if (read.is === "unknown") return { holds: "undetermined", path };
        return { holds: (read.is === "known" ? read.value : otherwise) === wanted, path };
    };

/** That a text is one of those that a pattern allows. */
export const matching =
    (path: string, pattern: RegExp, otherwise = false) =>
    ({ properties }: Resource): Claim => {
        const read = properties.text(path);
        if (read.is === "unknown") return { holds: "undetermined", path };
        return { holds: read.is === "known" ? pattern.test(read.value) : otherwise, path };
    };

/** That something is said at all. */
export const said =
    (path: string) =>
    ({ properties }: Resource): Claim => ({ holds: properties.has(path), path });

/** That nothing is said. */
export const unsaid =
    (path: string) =>
    ({ properties }: Resource): Claim => {
        const read = properties.read(path);
        return { holds: read.is === "unknown" ? "undetermined" : read.is === "absent", path };
    };

/** That no text of a path is such. */
export const noneOf =
    (path: string, pattern: RegExp) =>
    ({ properties }: Resource): Claim => {
        const all = properties.texts(path);
        if (all.some(read => read.is === "known" && pattern.test(read.value))) return { holds: false, path };
        return { holds: all.every(({ is }) => is === "known") ? true : "undetermined", path };
    };

/** At least one of several claims holds. Otherwise the first is reported. */
export const either =
    (...claims: readonly ((resource: Resource) => Claim)[]) =>
    (resource: Resource): Claim => {
        const made = claims.map(claim => claim(resource));
        return made.find(({ holds }) => holds === true) ?? made.find(({ holds }) => holds !== false) ?? made[0]!;
    };

/** What doesn't hold by others, too: told only where it doesn't. That it does, by itself, shuts nothing that others open. */
export const unlessOthers =
    (claim: (resource: Resource) => Claim) =>
    (resource: Resource): Claim | undefined => {
        const made = claim(resource);
        return made.holds === true ? undefined : made;
    };

/** Encrypted at all only where a flag says so; and then as something else says. */
export const encryptedIf =
    (holds: (resource: Resource) => Claim, otherwise: (resource: Resource) => Encryption) =>
    (resource: Resource): Encryption => {
        const { holds: isOn, path } = holds(resource);
        if (isOn === "undetermined") return { by: "undetermined", path };
        return isOn ? otherwise(resource) : { by: "nobody" };
    };

/** Why it isn't seen which key something lies under. */
export const ofAnotherStack = "its key belongs to a resource of another stack, which is not visible here";

/**
 * Encrypted as what it is a copy of, unless it says that it isn't: both are outputs, which no program says and no preview knows.
 * What that is may be of another stack: then the key that the provider tells of is as good as any.
 */
export const asCopied =
    (flagPath: string, keyPath: string, source: string) =>
    (resource: Resource): Encryption => {
        const { holds, path } = flag(flagPath, true, true)(resource);
        if (holds === false) return { by: "nobody" };
        const isSet = resource.properties.text(keyPath).is === "known";
        const own: Encryption = isSet ? { by: "customer", key: named(resource, keyPath) } : { by: "provider" };
        return {
            by: "source",
            source: named(resource, source),
            otherwise: holds === true ? own : { by: "undetermined", path },
        };
    };

/** That a number is so great. Where it isn't said, `otherwise` holds. */
export const atLeast =
    (path: string, least: number, otherwise = false) =>
    ({ properties }: Resource): Claim => {
        const read = properties.number(path);
        if (read.is === "unknown") return { holds: "undetermined", path };
        return { holds: read.is === "known" ? read.value >= least : otherwise, path };
    };

/** What a resource says by itself, where another may say it in its place: nothing, where it leaves it to that one. */
export const ifSo =
    (claim: (resource: Resource) => Claim) =>
    (resource: Resource): Claim | undefined => {
        const made = claim(resource);
        return made.holds === true ? made : undefined;
    };

/** A claim on a property that a program may leave out, where the provider's default needs no evaluation. */
export const ifOfProgram =
    (path: string, claim: (resource: Resource) => Claim | undefined) =>
    (resource: Resource): Claim | undefined =>
        resource.properties.text(path).is === "unknown" && !isOfProgram(resource, path) ? undefined : claim(resource);

/** A claim on some resources of a type only. */
export const where =
    (applies: (resource: Resource) => boolean, claim: (resource: Resource) => Claim) =>
    (resource: Resource): Claim | undefined =>
        applies(resource) ? claim(resource) : undefined;

/** All of several claims hold. The first that does not is reported. */
export const every =
    (...claims: readonly ((resource: Resource) => Claim)[]) =>
    (resource: Resource): Claim => {
        const made = claims.map(claim => claim(resource));
        return made.find(({ holds }) => holds === false) ?? made.find(({ holds }) => holds !== true) ?? made[0]!;
    };
