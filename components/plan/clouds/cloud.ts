import type { ServerProtocol } from "../config/server";
import type { Cloud } from "../places/catalogue";
import type { Capability, Impossible } from "./capability";

/**
 * What a config may ask for that not every cloud has: key → what a user would call it. What comes before the slash is what
 * a fault calls it, as in `capability/store`.
 */
export const features = {
    "name/shared": "a name shared by cells, for services without protected data",

    "artifact/file": "models from files of the project",
    "artifact/https": "models from the web",
    "artifact/s3": "models from S3",
    "artifact/gs": "models from Cloud Storage",
    "artifact/az": "models from Azure Blob Storage",
    "artifact/oci": "models from a registry of containers",
    "artifact/mlflow": "models from an MLflow registry",

    "server/own": "custom model servers",

    "store/tables": "tables replicated over the regions of a cell",
    "store/strong": "strongly consistent reads in every region",
    "store/sort-key": "tables with a sort key",
    "store/ttl": "items that expire",
    "store/change-events": "events of changed items",
    "store/kept-changes": "events of changed items, kept for consumers that come later",
    "store/claims": "tables that callers with certain claims may read or write",
    "store/lookups": "features that servers of models look up in a table",
    "store/backup": "copies in a distant region of the cell",

    "cache/predictions": "a cache of predictions",

    "observability/objectives": "service level objectives with alarms",
    "observability/logs": "central logs in each cell with a retention",
    "observability/drift": "alarms on drift",
    "observability/anomalies": "alarms on anomalies",
    "observability/withdrawal": "regions taken out of traffic by what is measured there",
    "observability/audit": "an audit trail",
    "observability/samples": "payload samples that stay in their cell",
    "observability/export-splunk": "export to Splunk",
    "observability/export-elasticsearch": "export to Elasticsearch",
    "observability/export-otlp": "export by OTLP",
    "observability/export-ca": "custom authorities for an export",

    "budget/limit": "alarms on a budget",
    "budget/anomalies": "alarms on unusual cost",
    "recovery/drills": "rehearsed outages",

    "cell/accounts": "a cell in an account of its own",
    "cell/several-clouds": "a cell with regions on several clouds",
    "network/ranges": "an address range for the network of a region",
    "existing/network": "a network that exists already",
    "existing/key": "a key that exists already",
    "existing/zone": "a DNS zone that exists already",
    "existing/table": "a table that exists already",
    "existing/cluster": "a cluster that exists already",
    "existing/certificate": "a certificate that exists already",
    "existing/authority": "an authority of processes that exists already",
    "access/deployers": "named principals that may update models in a region",
    "access/invokers": "named principals that may call models in a region",
} as const satisfies Record<`${string}/${string}`, string>;

export type Feature = keyof typeof features;

/** What to do where no adapter supports a feature that several settings together need: there is no single one to remove. */
export const insteadOf: Partial<Readonly<Record<Feature, string>>> = {
    "cell/several-clouds": "give each cloud a cell of its own",
};

/** How requests enter, and where TLS may end. */
export const edges = {
    regional: "DNS only; TLS ends in the region",
    anycast: "in at the nearest edge; TLS still ends in the region",
    global: "TLS may end, and answers may be cached, at any point of presence",
    internal: "private clients only",
} as const;

export type Edge = keyof typeof edges;

/** What servers of a release run on. */
export const hostings = {
    container: "containers",
    managed: "the cloud's own model servers",
    instances: "virtual machines",
    function: "functions",
    edge: "devices and small clusters at a site",
} as const;

export type Hosting = keyof typeof hostings;

/** What a hosting may be asked for: key → what a user would call it. */
export const hostingFeatures = {
    replicas: "several replicas of a release",
    gpu: "GPUs",
    "scaling/reactive": "scaling by load",
    "scaling/predictive": "scaling ahead of forecast load",
    "scaling/scheduled": "more replicas at certain hours",
    "scaling/to-zero": "scaling to zero",
} as const;

export type HostingFeature = keyof typeof hostingFeatures;

/**
 * Where callers' TLS ends: in the gate, in a balancer before it, or in the platform. Only the gate itself can ask for
 * client certificates and have shadows, so with the other two both are refused.
 */
export type Inbound = "mtls" | "tls" | "platform";

export interface HostingFacts {
    readonly state: "built" | "possible";
    readonly product: string;
    readonly inbound: Inbound;
    readonly features: Readonly<Record<HostingFeature, Capability>>;
    /** The largest replica, where the platform has a limit of its own; with a GPU the machine's size counts. */
    readonly largest?: { readonly cpu: number; readonly memoryGiB: number; readonly source: string };
    /** Servers take what they need: a size that is asked for would change nothing, and is refused. */
    readonly unsized?: true;
    /** What replicas with GPUs run on, where the adapter chooses. */
    readonly machines?: Machines;
    /** How types of GPUs are named, where replicas run on nodes that exist. */
    readonly gpuTypes?: GpuTypes;
    /** Only custom servers have GPUs: the built-in server would not use them. */
    readonly gpusOfOwnServers?: true;
}

export interface GpuTypes {
    readonly pattern: RegExp;
    readonly form: string;
    readonly remedy: string;
    readonly source: string;
}

/** A type of machines with GPUs. */
export interface Machine {
    readonly type: string;
    readonly cpu: number;
    readonly memoryGiB: number;
    readonly gpus: number;
}

export interface Machines {
    /** From the cheapest to the dearest. */
    readonly types: readonly Machine[];
    /** By the family, which is what precedes the dot of a type: regions that do not offer it. */
    readonly notOffered?: Readonly<Record<string, readonly string[]>>;
    /** The part of a machine's memory that is left for replicas. */
    readonly memoryLeft: number;
    readonly source: string;
}

/** How soon an unhealthy server or region is noticed. */
export interface CheckFacts {
    /** Shortest interval between checks, in seconds. */
    readonly floorSeconds: number;
    /** Longest, where it is less than what a config takes. */
    readonly mostSeconds?: number;
    /** The only intervals there are, where not all between are taken. */
    readonly steps?: readonly number[];
    readonly defaultSeconds: number;
    /** The numbers of consecutive failed checks that can be set, if not 1 to 10 as in a config. */
    readonly unhealthyAfter?: { readonly least: number; readonly most: number };
    /** Failed checks in a row after which something is left out, where a config doesn't say. */
    readonly defaultUnhealthyAfter: number;
}

/**
 * Gates' own checks of servers and peers. They cost a request each on an open connection; below a second, many servers and
 * many gates would make them a load. A server that dies is noticed sooner, by what it fails.
 */
export const gateChecks: CheckFacts = { floorSeconds: 1, defaultSeconds: 5, defaultUnhealthyAfter: 3 };

/** What a front is known by. */
export type Reach = "address" | "hostname";

/** Names of one cloud before fronts of one cloud. */
export interface RouteFacts {
    readonly state: "built" | "possible";
    /** The product that chooses the region. */
    readonly by: string;
    /** What a front must have. A front with an address can be given a host name, but not the other way round. */
    readonly takes: Reach;
    readonly checks: CheckFacts;
    /** Whether private clients, too, find fronts by names of a public zone. */
    readonly namedPublicly?: true;
    /** Where this differs from the other ways of routing, for reports and documentation: lower case, no full stop. */
    readonly limits: readonly string[];
    readonly source: string;
}

export type Routes = Partial<Readonly<Record<Cloud, RouteFacts>>>;

export type NamePart = "service" | "cell" | "region" | "cellHost" | "regionHost" | "model" | "release";

/**
 * A name that an adapter or a program has composed. If it is too long or malformed, only the cloud would reject it, so plans check it.
 */
export interface NameRule {
    /** What has the name, as in "service account". */
    readonly kind: string;
    /** What a config must use one of for there to be such a name. Default: there always is. */
    readonly only?: readonly (Hosting | Feature)[];
    /** With this brought along, there is no such name. */
    readonly unless?: Feature;
    /** How it is made, as in `{service}-{cell}-{region}`. */
    readonly form: string;
    /** Whether hyphens are left out, where a name may not have any. */
    readonly withoutHyphens?: true;
    readonly min?: number;
    readonly max: number;
    readonly pattern: RegExp;
    /** Characters kept for a suffix. */
    readonly reserve?: number;
    /**
     * Where names must be unique beyond the account, or may not be used again: what the suffix is. `random`: the provider's
     * auto-naming draws it; `hash`: the provider has none here, and the adapter hashes the stack with the rest.
     */
    readonly unique?: "random" | "hash";
    readonly source: string;
}

/** What exists already in a region. */
export type Brought = "network" | "subnets" | "publicSubnets" | "key" | "cluster" | "certificate" | "authority";

/** The feature that a cloud must have for each existing part. */
export const broughtFeature = {
    network: "existing/network",
    subnets: "existing/network",
    publicSubnets: "existing/network",
    key: "existing/key",
    cluster: "existing/cluster",
    certificate: "existing/certificate",
    authority: "existing/authority",
} as const satisfies Record<Brought, Feature>;

export interface ExistingFacts {
    /** All of them are named, or none. */
    readonly together: readonly Brought[];
    /**
     * What every region must be given, and no two regions the same, with how it is named.
     *
     * @default - nothing
     */
    readonly required?: Partial<Readonly<Record<Brought, string>>>;
    /**
     * What may be brought, too, to a backup location in which something runs.
     *
     * @default - nothing
     */
    readonly inBackup?: readonly Brought[];
    /**
     * How many of a list there must be, where one is not enough.
     *
     * @default - one of each
     */
    readonly least?: Partial<Readonly<Record<"subnets" | "publicSubnets", number>>>;
    /** The form of ids, with `{region}` for the region. */
    readonly forms: Partial<Readonly<Record<Brought, { readonly pattern: string; readonly form: string }>>>;
    readonly source: string;
}

/** What strongly consistent reads in every region ask of a cell with several. Items of its tables then can't expire. */
export interface StrongFacts {
    /** How many regions there must be. */
    readonly regions: number;
    /** All of them in one of these multi-regions. */
    readonly sets: readonly string[];
    readonly source: string;
}

/** Where copies agree by majority: how many places keep one, of a cell's regions and its backup location. */
export interface QuorumFacts {
    readonly least: number;
    readonly most: number;
    readonly source: string;
}

/** How long events of changes are kept at most. */
export interface ChangesFacts {
    readonly mostHours: number;
    readonly source: string;
}

/** How far apart copies of tables can be. */
export interface CopiesFacts {
    readonly everyHours: readonly number[];
    /** The reason, after "an interval". */
    readonly allowedBy: string;
    readonly source: string;
}

/** Where the Envoy beside a custom server listens in clouds: no model server does by default. */
export const sidecarPort = 8444;

/** What a custom server must be to run in the containers of a cloud. */
export interface OwnServerFacts {
    /** What it may speak, and what of the cloud decides that. Default: every protocol. */
    readonly protocols?: { readonly allowed: readonly ServerProtocol[]; readonly by: string };
    /** Ports that other containers beside it listen on. */
    readonly takenPorts: readonly number[];
    /** Where its image must come from, with `{region}` for the region. */
    readonly image: { readonly pattern: string; readonly form: string; readonly by: string; readonly remedy: string };
    /** The most that the definition of its container and those beside it may be, and what that definition is. */
    readonly mostBytes: number;
    readonly definition: string;
    readonly source: string;
}

/** Ranges that networks which are created may have, in CIDR notation. */
export interface NetworkFacts {
    /** The range of a network for which a config names none. Networks of released stacks have it, so it stays. */
    readonly standard: string;
    /** How long a prefix may be. */
    readonly bits: { readonly least: number; readonly most: number };
    readonly within: readonly string[];
    /** Parts of those that something else uses. */
    readonly taken: readonly string[];
    readonly source: string;
}

/** What a cloud can do, what of it is built, and its limits, as data: checking a config needs no SDK. */
export interface CloudFacts {
    /** Without an adapter (`possible`), stacks of the cloud are planned as far as the cloud can, and none is built. */
    readonly adapter: "built" | "possible";
    readonly title: string;
    readonly features: Readonly<Record<Feature, Capability>>;
    readonly hostings: Readonly<Record<Hosting, HostingFacts | Impossible>>;
    /** Where `store/strong` has conditions. */
    readonly strong?: StrongFacts;
    /** Where a cell's tables are kept by a majority of its places, the backup location among them. */
    readonly quorum?: QuorumFacts;
    /** Where `store/kept-changes` has a limit: how long an event is kept at most. */
    readonly changes?: ChangesFacts;
    /** Where `store/backup` has a limit: the hours that may be between copies. */
    readonly copies?: CopiesFacts;
    /** Partitions other than the public one, with whether they are built. Those left out are built. */
    readonly partitions?: Readonly<Record<string, Capability>>;
    /** What brought things must be, and which of them come together. */
    readonly existing?: ExistingFacts;
    /** Where `network/ranges` is built. */
    readonly networks?: NetworkFacts;
    /** Who takes on a role of deployment. */
    readonly deployers?: { readonly pattern: RegExp; readonly form: string };
    /** Whether callers that are named for a region are subjects of tokens, which the gate checks. */
    readonly invokersBy?: "tokens";
    /** The only currency that budgets take. */
    readonly currency?: string;
    /** Whether the cloud can't be built on without settings of its own (`meridian:<cloud>`). */
    readonly needsSettings?: true;
    /**
     * The most that the definition of a container may be, in bytes, where gates find their configuration in it.
     *
     * @default - gates find it elsewhere
     */
    readonly definition?: { readonly mostBytes: number; readonly source: string };
    /**
     * What containers of a user's own must be.
     *
     * @default - they run as processes
     */
    readonly ownServers?: OwnServerFacts;
    readonly front: {
        readonly gives: readonly Reach[];
        /** The adapter creates it with an address on the internet. Elsewhere the cluster or the machine decides. */
        readonly public?: true;
    };
    /**
     * Its regions under the names of another cloud: what validates their certificates and makes their host names there. Whether those
     * names can route to its regions is in the other cloud's `routes`.
     */
    readonly underOtherNames: Capability;
    /** Gates' checks of their servers and peers. */
    readonly checks: CheckFacts;
    /** This cloud's names, before fronts of each cloud: what is absent, no product does. */
    readonly routes: Readonly<Record<Edge, Routes | Impossible>>;
    readonly names: readonly NameRule[];
}
