import type { FlowKind } from "../../../components/plan/residency";
import type { Properties, Read } from "../../properties";
import type { Resource } from "../../resource";
import type { Claim, Encryption, End, FlowFact, Row } from "../fact";
import { named, toNamed } from "../forms";

/**
 * A kind, in the versions of its API. `patch`: what is known of a patch of such an object, which states a part of it only; by default the
 * same.
 */
export function kind(name: string, versions: readonly string[], row: Row, patch = row): Record<string, Row> {
    return Object.fromEntries(
        versions.flatMap(version => [
            [`kubernetes:${version}:${name}`, row],
            [`kubernetes:${version}:${name}Patch`, patch],
        ]),
    );
}

/** Kinds that keep nothing and open nothing. */
export const plain = (versions: readonly string[], ...names: readonly string[]): Record<string, Row> =>
    Object.assign({}, ...names.map(name => kind(name, versions, {}))) as Record<string, Row>;

/** The core group, as the SDK calls it and as objects do. */
export const core = ["core/v1", "v1"];

const namespaces = core.flatMap(version =>
    ["Namespace", "NamespacePatch"].map(kind => `kubernetes:${version}:${kind}`),
);

/** What lies in a namespace of its cluster. */
export const inNamespace = {
    within: (resource: Resource): End => hereNamed(resource, "metadata.namespace", namespaces),
} satisfies Row;

/** What a property names in the same cluster: clusters have objects of the same names. */
export const hereNamed = (resource: Resource, path: string, of: readonly string[]): End => ({
    ...(named(resource, path, of) as Extract<End, { named: unknown }>),
    isHere: true,
});

/** It lies in the store of its cluster: under which key is a setting of that, which no object has. */
export const asItsCluster = (): Encryption => ({
    by: "source",
    source: { self: true },
    otherwise: { by: "provider" },
});

const host = /^(?:[a-z][a-z0-9+.-]{0,20}:\/\/)?([a-z0-9.-]{1,253})(?::\d{1,5})?(?:[/?#]|$)/i;

/** Names that a cluster's own DNS answers: of a Service in the same namespace, or in any. */
function isOfCluster(read: Read<string>): boolean {
    if (read.is !== "known") return false;
    const [, name = "."] = host.exec(read.value) ?? [];
    return !name.includes(".") || /\.svc(\.|$)/i.test(name);
}

/** Data goes to a host or a URL, where that is none of the cluster's own. */
export const toHost =
    (kind: FlowKind, path: string) =>
    (resource: Resource): FlowFact[] =>
        toNamed(kind, path)(resource).filter(({ to }) => !("named" in to) || !isOfCluster(to.named));

/** That it holds of each item of several lists: the first list with one of which it does not is reported. */
export const among =
    (lists: readonly string[], holds: (item: Properties) => Claim["holds"], within = "") =>
    ({ properties }: Resource): Claim => {
        const made = lists.map(path => ({ path: `${path}[]${within}`, holds: ofList(properties, path, holds) }));
        return made.find(claim => claim.holds === false) ?? made.find(claim => claim.holds !== true) ?? made[0]!;
    };

/** That it holds of each item of a list; of an empty one it does. */
export function ofList(
    properties: Properties,
    path: string,
    holds: (item: Properties) => Claim["holds"],
): Claim["holds"] {
    const { isKnown, items } = properties.list(path);
    const made = items.map(holds);
    if (made.includes(false)) return false;
    return !isKnown || made.includes("undetermined") ? "undetermined" : true;
}

/** What is read satisfies a test; where nothing is said, it does. */
export function unlessSaid<T>(read: Read<T>, test: (value: T) => boolean): Claim["holds"] {
    if (read.is === "unknown") return "undetermined";
    return read.is === "absent" || test(read.value);
}
