import type { FlowKind } from "../../../components/plan/residency";
import type { Properties } from "../../properties";
import type { Resource } from "../../resource";
import type { Claim, FlowFact } from "../fact";
import {
    buckets,
    encryptedIf,
    flag,
    ifOfProgram,
    matching,
    placesOn,
    toNamed,
    topOf,
    underKey as underKeyOf,
    unlessOthers,
} from "../forms";
import { namesWho } from "./statements";

/** Data goes to regions of AWS that a property says. */
export const toRegions = placesOn("aws:");

/** AWS's own keys, which an account may use and not change. */
const managed = /(^|[:/])alias\/aws\//;

export const underKey = (path: string) => underKeyOf(path, managed);

/** Encrypted where a flag says so, under a key that a property names. `otherwise`: what counts where the flag isn't said. */
export const underKeyIf = (path: string, key: string, otherwise = false) =>
    encryptedIf(flag(path, true, otherwise), underKey(key));

/**
 * A policy of a resource, inline: AWS fills one in where the program says none. That it opens nothing doesn't shut what a policy of its own
 * type opens.
 */
export const withPolicy = (path = "policy") => ({
    "identity/public-principal": ifOfProgram(path, unlessOthers(namesWho(path))),
});

/** TLS 1.2 at least, by the names of AWS's policies (docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html). */
export const modern = /^ELBSecurityPolicy-(TLS13-1-[23]-|TLS13-1-[23]$|TLS-1-2-|FS-1-2-)/;

/** TLS 1.2 at least, by the names of CloudFront's policies. */
export const modernEdge = /^TLSv1\.[23]_/;

/** Data goes to what several properties name. */
export const toEach =
    (kind: FlowKind, ...paths: readonly string[]) =>
    (resource: Resource): FlowFact[] =>
        paths.flatMap(path => toNamed(kind, path)(resource));

/**
 * Data goes to what has a name of AWS's: an ARN, or a host that says a region. Any other host may be anything: it is followed where it is
 * something of the stack, and no doubt of this one where it isn't.
 */
export const toAws =
    (kind: FlowKind, ...paths: readonly string[]) =>
    (resource: Resource): FlowFact[] =>
        toEach(kind, ...paths)(resource).map(fact => (isUnknown(fact) ? fact : { ...fact, isPerhaps: true as const }));

const isUnknown = ({ to }: FlowFact) => "named" in to && to.named.is === "unknown";

/** Data goes to a region that a property says where it is another than the resource's own, which the provider fills in. */
export const toRegionsOf =
    (kind: FlowKind, path: string) =>
    (resource: Resource): FlowFact[] =>
        toRegions(
            kind,
            path,
        )(resource).filter(({ to }) => "place" in to || (resource.comesFrom[topOf(path)] ?? []).length > 0);

/** Data goes to a bucket that is said with a path in it: `shop-logs/builds`, `s3://shop-logs/builds`. */
export const toBucketOf =
    (kind: FlowKind, path: string) =>
    ({ properties }: Resource): FlowFact[] =>
        properties.texts(path).map(read => ({
            kind,
            path,
            to: {
                named: read.is === "known" ? { is: "known", value: bucketOf(read.value) } : read,
                property: topOf(path),
                of: buckets,
            },
        }));

const bucketOf = (text: string) => text.replace(/^(arn:[^/]*:::|s3:\/\/)/, "").split("/")[0]!;

/** That each of a list's objects holds; an empty one does. */
export const eachOf =
    (path: string, claim: (item: Properties) => Claim["holds"]) =>
    ({ properties }: Resource): Claim => {
        const { isKnown, items } = properties.list(path);
        const made = items.map(claim);
        if (made.includes(false)) return { holds: false, path };
        return { holds: !isKnown || made.includes("undetermined") ? "undetermined" : true, path };
    };

/** That a text is what is wanted, wherever it is said. */
export const is = (path: string, wanted: string, otherwise = false) =>
    matching(path, new RegExp(`^${wanted}$`), otherwise);
