import type { FlowKind } from "../../../components/plan/residency";
import type { Resource } from "../../resource";
import type { Claim, Encryption, End, FlowFact, Row } from "../fact";
import { isOfProgram, named, noneOf, ofAnotherStack, toNamed, topOf, unlessOthers } from "../forms";
import { nowhere, placeCalled, whereItsOwnerIs } from "./place";

/** Data goes to locations that a property names in a service's notation. A text that is no known location may be anything. */
export const toPlaces =
    (service: string) =>
    (kind: FlowKind, path: string) =>
    ({ properties }: Resource): FlowFact[] =>
        properties.texts(path).map(read => {
            const place = read.is === "known" ? placeCalled(service, read.value) : undefined;
            const unknown = { named: { is: "unknown" as const, path }, property: topOf(path) };
            return { kind, path, to: place === undefined ? unknown : { place } };
        });

/** Events of a bucket that one of several filters asks for: https://cloud.google.com/eventarc/docs/event-filters */
export const fromBucketAmong =
    (list: string) =>
    ({ properties }: Resource): FlowFact[] =>
        properties.list(list).items.flatMap(filter => {
            const named = filter.text("value");
            const attribute = filter.text("attribute");
            if (attribute.is !== "known" || attribute.value !== "bucket") return [];
            const from = { named, property: topOf(list), of: ["gcp:storage/bucket:Bucket"] };
            return [{ kind: "event", path: `${list}[].value`, from, to: { self: true } }];
        });

/** Customer-supplied keys are stored by their owner only: https://cloud.google.com/compute/docs/disks/customer-supplied-encryption */
export const underOwnersKey: Encryption = { by: "customer", key: { self: true } };

/** It lies under the key of what a property names. */
export const asIs =
    (path: string, of: readonly string[]) =>
    (resource: Resource): Encryption => ({
        by: "source",
        source: named(resource, path, of),
        otherwise: { by: "undetermined", path, reason: ofAnotherStack },
    });

/** Of what isn't known before the update, only what a program says: the rest the provider fills in by itself. */
export const ofProgram =
    (row: (resource: Resource) => FlowFact[]) =>
    (resource: Resource): FlowFact[] =>
        row(resource).filter(
            ({ path, to }) => !("named" in to) || to.named.is === "known" || isOfProgram(resource, path),
        );

/** Where each part of a thing has a key, those after the first, which its encryption names. */
export const underFurtherKeys = (path: string) => (resource: Resource) => toNamed("key", path)(resource).slice(1);

/** It lies in what a property names. */
export const inside = (path: string, of?: readonly string[]) => ({
    within: (resource: Resource): End => named(resource, path, of),
    place: whereItsOwnerIs,
});

/** It tells of what a property names. */
export const about = (path: string, of?: readonly string[]) => ({
    about: (resource: Resource): End => named(resource, path, of),
    place: whereItsOwnerIs,
});

/** All users, with or without an account of Google. */
export const allPrincipals = /^(allUsers|allAuthenticatedUsers)$/;

/** Resources that create identities: a value that comes from one is a single principal, although it isn't known yet. */
const identities =
    /(gcp:serviceaccount\/account:Account|gcp:projects\/serviceIdentity:ServiceIdentity|gcp:organizations\/project:Project|gcp:logging\/\w+Sink:\w+Sink)::[^:]*$/;

/** It is for some, as it says, or as what it says so by does. */
const isForPrincipals =
    (path: string) =>
    (resource: Resource): Claim => {
        const claim = noneOf(path, allPrincipals)(resource);
        const sources = resource.comesFrom[topOf(path)] ?? [];
        const isPrincipal = sources.length > 0 && sources.every(urn => identities.test(urn));
        return claim.holds === "undetermined" && isPrincipal ? { holds: true, path } : claim;
    };

/**
 * The three types that grant a principal access to the resource that a property names, and the rule that checks for public principals.
 * `stem`: of the types, `gcp:storage/bucketIAM` for `gcp:storage/bucketIAMMember:BucketIAMMember`.
 */
export function grants(
    stem: string,
    property: string,
    rule: string,
    { of, more = {} }: { readonly of?: readonly string[]; readonly more?: Row["claims"] } = {},
): Record<string, Row> {
    const who: readonly (readonly [string, (resource: Resource) => Claim])[] = [
        ["Member", isForPrincipals("member")],
        ["Binding", isForPrincipals("members[]")],
        ["Policy", isForSome],
    ];
    return Object.fromEntries(
        who.map(([kind, claim]) => {
            const [module, type] = `${stem}${kind}`.split("/") as [string, string];
            const token = `${module}/${type}:${type[0]!.toUpperCase()}${type.slice(1)}`;
            const row = property === "" ? { place: nowhere } : about(property, of);
            return [token, { ...row, claims: { [rule]: unlessOthers(claim), ...more } }];
        }),
    );
}

/** Of a policy as a text: https://cloud.google.com/iam/docs/reference/rest/v1/Policy */
export interface Binding {
    readonly role?: unknown;
    readonly members?: unknown;
    readonly condition?: unknown;
}

export function bindingsOf({ properties }: Resource): readonly Binding[] | "undetermined" {
    const read = properties.text("policyData");
    if (read.is === "unknown") return "undetermined";
    if (read.is === "absent") return [];
    try {
        const { bindings } = JSON.parse(read.value) as { bindings?: unknown };
        return Array.isArray(bindings) ? (bindings as Binding[]) : [];
    } catch {
        return "undetermined";
    }
}

function isForSome(resource: Resource): Claim {
    const path = "policyData";
    const bindings = bindingsOf(resource);
    if (bindings === "undetermined") return { holds: bindings, path };
    const members = bindings.flatMap(({ members }) => (Array.isArray(members) ? (members as unknown[]) : []));
    return { holds: !members.some(each => typeof each === "string" && allPrincipals.test(each)), path };
}

/** TLS 1.2 at least, as policies of TLS say it. */
export const modern = /^TLS_1_[23]$/;
