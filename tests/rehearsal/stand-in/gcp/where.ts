import { createHash } from "node:crypto";

import { type Behaviour, elsewhere } from "../behaviour";
import { isOf, type Thing, type Where } from "../kind";
import { plain, unknown } from "../values";

/** The project of what says none, and whose provider says none either. */
const ownProject = "rehearsal-project";

/** Ids by which a project's own service accounts are called; `serviceAccount:` before it makes it a member of a policy. */
const serviceAccount = /^(?:serviceAccount:)?([^@\s:]+)@([a-z][a-z0-9-]+)\.iam\.gserviceaccount\.com$/;
/** At least one collection with something in it, in a project that is said. */
const path = /^projects\/(?!-\/)[^/\s*]+\/(?:[^/\s*]+\/)+[^/\s*]+$/;
/** What Google shares between all customers, or creates in each project by itself. */
const sharedByAll = new RegExp(
    `^projects/[^/]+/(${[
        "(roles|instanceConfigs|logs|metricDescriptors)/.+",
        "(locations|regions|zones)/[^/]+",
        "(global|zones/[^/]+)/(images|licenses|machineTypes|diskTypes|acceleratorTypes)/.+",
        "locations/[^/]+/(publishers|runtimes)/.+",
        "locations/[^/]+/buckets/_(Default|Required)",
        "global/networks/default",
    ].join("|")})$`,
);
/** What a thing has below it that is no thing of the program: `latest` is a version too. */
const part = /^\/(versions|cryptoKeyVersions|revisions|documents)(\/|$)/;

/** Keys are in locations of their own where what they encrypt is in several regions (cloud.google.com/kms/docs/locations, cloud.google.com/firestore/docs/use-cmek). */
const keyLocations: Readonly<Record<string, string>> = { eu: "europe", eur3: "europe", nam5: "us" };
const cryptoKey = "gcp:kms/cryptoKey:CryptoKey";

export function keyLocation(location: string): string {
    const region = regionOf(location) ?? "global";
    return keyLocations[region] ?? region;
}

/** `europe-west1-b` → `europe-west1`, `EU` → `eu`; none for `global`. */
export function regionOf(location: string): string | undefined {
    const name = location.split("/").at(-1)!.toLowerCase();
    return name === "global" ? undefined : name.replace(/^([a-z]+-[a-z]+\d+)-[a-z]$/, "$1");
}

/** Twelve digits, the same ones for each caller. */
export function numberOf(project: string): string {
    const digest = createHash("sha256").update(project).digest("hex").slice(0, 11);
    return `1${String(parseInt(digest, 16)).slice(0, 11).padStart(11, "0")}`;
}

/** `https://www.googleapis.com/compute/v1/projects/p/…` → `projects/p/…`: services say the same thing in many ways. */
export function bare(text: string): string {
    return text.replace(
        /^(https?:\/\/|\/\/)?[a-z-]+\.googleapis\.com\/([a-z]+\/)?(v\d\w*\/|beta\/)?(?=projects\/)/,
        "",
    );
}

/** Where something is by the id of what it is in. */
function within(id: string): Partial<Where> {
    const [, project, location] =
        /^projects\/([^/]+)\/(?:(?:locations|regions|zones)\/([^/]+)\/)?/.exec(bare(id)) ?? [];
    const region = location && regionOf(location);
    // Some ids say a project by its number.
    const isName = project !== undefined && !/^(-|\d+)$/.test(project);
    return { ...(isName && { account: project }), ...(region !== undefined && { region }) };
}

function namesOf({ id, account, outputs }: Thing): string[] {
    const { instanceGroup, name, selfLink, selfLinkUnique } = outputs;
    const [, email] = /\/serviceAccounts\/(.+)$/.exec(id) ?? [];
    const names = [id, instanceGroup, name, selfLink, selfLinkUnique]
        .filter(each => typeof each === "string" && (each === id || each.includes("projects/")))
        .map(each => bare(String(each)));
    return [
        ...names,
        ...names.map(each => each.replace(`projects/${account}/`, `projects/${numberOf(account)}/`)),
        ...(email === undefined ? [] : [email, `serviceAccount:${email}`]),
    ];
}

/** Where things are at Google Cloud, what they are called, and what can name them. */
export const where: Pick<
    Behaviour,
    "homeOf" | "whereOf" | "places" | "owners" | "reported" | "isReference" | "namesOf" | "isPartOf" | "outOfReach"
> = {
    homeOf: config => {
        const { project, region, zone } = plain(config) as { project?: string; region?: string; zone?: string };
        const home = region ?? (zone && regionOf(zone));
        return { account: project ?? ownProject, ...(home !== undefined && { region: home }) };
    },
    whereOf: (kind, inputs, home): Where => {
        const said = plain(inputs) as Readonly<Record<string, string | undefined>>;
        const parent = typeof kind.within === "string" ? (said[kind.within] ?? unknown) : undefined;
        const inherited = parent === undefined || parent === unknown ? {} : within(parent);
        const account = said.project ?? inherited.account ?? home.account;
        if (kind.global) return { account };
        // What is in something that isn't there yet is somewhere.
        const fallback = parent === unknown ? unknown : (kind.place ?? home.region);
        const location = said.location ?? said.region ?? said.locationId ?? said.zone;
        const isInherited = location === undefined && parent?.includes("/") === true;
        const region = isInherited ? inherited.region : regionOf(location ?? fallback ?? "global");
        return { account, ...(region !== undefined && { region }) };
    },
    places: ["location", "region", "locationId", "zone"],
    owners: ["project"],
    reported: ({ global, place, within }, inputs, { account, region }) => {
        if (within !== undefined) return {};
        const saysPlace = where.places.some(each => inputs[each] !== undefined);
        const at = place === undefined ? { region } : { location: place };
        return { project: account, ...(global || saysPlace || region === undefined ? {} : at) };
    },
    isReference: (text, { account }) => {
        const [, name = "", project] = serviceAccount.exec(text) ?? [];
        // Google's own, its agents for each project, are there by themselves; other projects' are their owners' to make.
        if (project !== undefined) return project === account && !/^service-\d+$/.test(name);
        if (/^storage\.googleapis\.com\/[a-z0-9._-]+$/.test(text)) return true;
        return path.test(bare(text)) && !sharedByAll.test(bare(text));
    },
    namesOf,
    isPartOf: (text, thing) => {
        const named = bare(text);
        if (thing.type === "gcp:storage/bucket:Bucket") return named === `storage.googleapis.com/${thing.id}`;
        return namesOf(thing).some(
            name => name === named || (named.startsWith(name) && part.test(named.slice(name.length))),
        );
    },
    outOfReach: (named, from, { kind, path }) => {
        const [, types] = Object.entries(kind.takes ?? {}).find(([property]) => isOf(path, [property])) ?? [];
        if (types?.includes(named.type) === false) return `is a ${named.type}, not a ${types.join(" or a ")}`;
        const { account, region } = elsewhere(named, from);
        if (account !== undefined && isOf(path, kind.sameAccount)) return account;
        if (isOf(path, kind.elsewhere)) return undefined;
        return named.type === cryptoKey ? keyOutOfReach(named, from) : region;
    },
};

/** A key must be where what it encrypts is. */
function keyOutOfReach({ region: location = "global" }: Thing, { region }: Where): string | undefined {
    if (region === undefined || location === keyLocation(region)) return undefined;
    return `is in ${location}, not in ${keyLocation(region)}`;
}
