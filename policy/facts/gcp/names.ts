import type { Resource } from "../../resource";
import { placeCalled } from "./place";

/** Hosts before what is named: `//storage.googleapis.com/b`, `https://www.googleapis.com/compute/v1/projects/p/...`, `gs://b`, `bq://p.d`. */
const scheme =
    /^(?:https:)?\/\/[a-z0-9.-]+\.googleapis\.com\/(?:[a-z]+\/v[0-9a-z]+\/)?|^[a-z]+\.googleapis\.com\/|^(?:gs|bq):\/\//;
/** Only of these is the first of a path a name of its own. */
const isOfBucket = /^(?:gs:\/\/|(?:(?:https:)?\/\/)?storage\.googleapis\.com\/)/;
/** `p.d`, `p:d.t`, `projects/p/datasets/d/tables/t`: a table is in its dataset. */
const table = /^(?:projects\/)?([a-z][a-z0-9-]+)(?:[.:]|\/datasets\/)(\w+)(?:(?:\.|\/tables\/)[\w$*-]+)?$/;
/** Members of policies name accounts so. */
const member = /^(?:serviceAccount|user|group):/;

/** What is in a thing is called by the thing's name and more; and the same thing by a path, a link, or a word. */
export function spellings(name: string): string[] {
    const bare = name.replace(scheme, "").replace(member, "");
    const [, project, dataset] = table.exec(bare) ?? [];
    return [
        bare,
        // Objects of a bucket, versions of a key or a secret.
        bare.replace(/\/(?:cryptoKeyVersions|versions)\/[^/]+$/, ""),
        ...(isOfBucket.test(name) ? [bare.split("/")[0]!] : []),
        ...(dataset === undefined ? [] : [`projects/${project}/datasets/${dataset}`]),
        // Links to services: their paths are for what answers there.
        name.replace(/^(https:\/\/[^/]+)\/.*$/, "$1"),
    ];
}

export function kindOf(name: string): string | undefined {
    if (isOfBucket.test(name)) return "gcp:storage/";
    return scheme.test(name) ? "gcp:" : undefined;
}

/** `projects/p/locations/l/keyRings/r`, `projects/p/zones/z/instances/i`, and what they are of. */
const located =
    /(?:^|\/)(?:projects|organizations|folders|billingAccounts)\/[^/]+\/(?:locations|regions|zones)\/([^/]+)(?:\/([a-zA-Z]+))?/;
/** Addresses that Cloud Run and Cloud Functions give: https://cloud.google.com/run/docs/triggering/https-request, https://cloud.google.com/functions/docs/calling/http; and those of services in a region, as https://cloud.google.com/run/docs/execute/jobs-on-schedule has them. */
const regional =
    /^https:\/\/(?:[a-z0-9-]+\.([a-z]+-[a-z]+\d+)\.run\.app|([a-z]+-[a-z]+\d+)-[a-z0-9-]+\.(?:cloudfunctions\.net|googleapis\.com))(?:\/|$)/;
/** What connects to a database of Cloud SQL: `p:europe-west3:i`. */
const connection = /^[a-z0-9.:-]+:([a-z]+-[a-z]+\d+):[a-z0-9-]+$/;

const services: Readonly<Record<string, string>> = {
    keyRings: "kms",
    buckets: "logging",
    secrets: "secretmanager",
    repositories: "artifactregistry",
};

export function placeNamed(name: string): string | undefined {
    const [, place, collection = ""] = located.exec(name) ?? [];
    if (place !== undefined) return placeCalled(services[collection] ?? "", place);
    const [, run, functions] = regional.exec(name) ?? [];
    const [, sql] = connection.exec(name) ?? [];
    const region = run ?? functions ?? sql;
    return region === undefined ? undefined : placeCalled("", region);
}

/** The project of something: by what it says, its id, or its provider. */
export function accountOf({ properties, provider }: Resource): string | undefined {
    const id = properties.text("id");
    const ofId = id.is === "known" ? /^projects\/([^/]+)\//.exec(id.value)?.[1] : undefined;
    const all = [properties.text("project"), provider?.text("project")];
    const said = all.find(read => read !== undefined && read.is !== "absent");
    return said?.is === "known" ? said.value.replace(/^projects\//, "") : ofId;
}

/** Keys of labels admit no colon (https://cloud.google.com/resource-manager/docs/labels-overview); some types call them otherwise. */
const labels = ["labels", "userLabels", "resourceLabels", "settings.userLabels", "metadata.labels"];

export const tags = {
    cell: labels.map(each => `${each}.meridian-cell`),
    dataClass: labels.map(each => `${each}.meridian-data-class`),
    ofProvider: { property: "defaultLabels", cell: "meridian-cell", dataClass: "meridian-data-class" },
};
