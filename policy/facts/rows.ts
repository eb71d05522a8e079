import type { Resource } from "../resource";
import * as aws from "./aws";
import type { CloudFacts } from "./cloud";
import { buckets } from "./forms";
import type { Placed, Row } from "./fact";
import * as gcp from "./gcp";
import * as kubernetes from "./kubernetes";
import * as local from "./local";

/** By the package of a type: `aws:s3/bucket:Bucket`. */
const clouds: Readonly<Record<string, CloudFacts>> = { aws, gcp, kubernetes, "pulumi-nodejs": local };

const all = Object.values(clouds);

/** What makes values and groups resources, and keeps nothing anywhere. */
const ofNoCloud = /^(pulumi|random|meridian|tls|command|time):/;

export const isOfNoCloud = (type: string) => ofNoCloud.test(type);

export function rowOf(type: string): Row | undefined {
    const rows = clouds[packageOf(type)]?.rows;
    return rows !== undefined && Object.hasOwn(rows, type) ? rows[type] : undefined;
}

export function placeOf(resource: Resource): Placed {
    const row = rowOf(resource.type);
    const own = row?.place ?? clouds[packageOf(resource.type)]?.placeOf;
    return (
        own?.(resource, row?.foreign) ?? { is: "undetermined", reason: "no property states where such a resource is" }
    );
}

/** Where something says that it is itself, though its row has it where another thing is. */
export const placeSaid = (resource: Resource): Placed | undefined =>
    clouds[packageOf(resource.type)]?.placeOf(resource);

/** Which cell something says that it belongs to, and of what class its data is. */
export const tagsOf = (type: string): CloudFacts["tags"] | undefined => clouds[packageOf(type)]?.tags;

/** The account or project that something is in; none: it isn't known. */
export const accountOf = (resource: Resource) => clouds[packageOf(resource.type)]?.accountOf?.(resource);

/** No cloud calls anything by more (an ARN is of 2,048 characters at most): a longer text is looked for as it is, and not taken apart. */
const longest = 4096;

/** What else a name can stand for, on whichever cloud. */
export const spellingsOf = (name: string) =>
    name.length > longest ? [name] : [name, ...all.flatMap(({ spellings }) => spellings(name))];

export const placeNamed = (name: string): string | undefined =>
    name.length > longest ? undefined : firstOf(cloud => cloud.placeNamed(name));

/** Whether a name that something says can be of a type: of that cloud, where it has a form of its own or is said there; hosts and addresses are of any. */
export function canName(name: string, said: string, type: string): boolean {
    const kind = name.length > longest ? undefined : firstOf(cloud => cloud.kindOf(name));
    if (kind !== undefined) return type.startsWith(kind);
    // Each cloud has bare names of buckets, with dots too.
    const isOfAny = buckets.test(type) ? name.includes(":") : /[.:]/.test(name);
    return isOfAny || packageOf(type) === packageOf(said);
}

/** Whether a name that something says stands for nothing elsewhere. */
export const isHere = (name: string, said: string) => clouds[packageOf(said)]?.isHere?.(name) === true;

const firstOf = (say: (cloud: CloudFacts) => string | undefined) => all.map(say).find(answer => answer !== undefined);

/** The cloud of a type. */
export const packageOf = (type: string) => type.split(":")[0]!;
