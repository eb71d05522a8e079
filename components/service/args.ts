import type { ConfigInput } from "../plan/config/config";
import type { LaterPath } from "../plan/config/later-paths";
import type { Lock } from "../plan/config/lock";
import type { ConfigKeys } from "../plan/config/namespaces";
import type { CloudAdapter } from "./contract";
import type { WithLater } from "./with-later";

/** The whole config, in which values may come from other resources where nothing is planned by them (`laterPaths`). */
type Later = WithLater<ConfigInput, LaterPath>;

/** A cell, in the form of `meridian:cells`; what exists already in a region, and a role, may come from other resources. */
export type ServiceCellConfig = Later["cells"][number];

/** `meridian:routing`; the zone may come from another resource. */
export type ServiceRoutingConfig = NonNullable<Later["routing"]>;

/** The config of a stack as an object, in the form of `meridian:*`. */
export interface ServiceConfig extends Omit<Later, "service"> {
    /**
     * What names of resources begin with.
     *
     * @default - the name of the component
     */
    readonly service?: string;
}

/** What `Service` takes beside its config. */
export interface ServiceArgs {
    /** What builds in each cloud that the config names: `aws(…)`, `local()`. */
    readonly clouds: readonly CloudAdapter[];
    /**
     * What `meridian resolve` found: digests of releases that say none.
     *
     * @default - every release says its digest
     */
    readonly lock?: Lock;
    /**
     * Names of the config keys `secrets:<name>` that the stack has: a secret that the config names and that isn't there is a fault.
     *
     * @default - not checked before it is read
     */
    readonly secrets?: readonly string[];
    /**
     * All keys of the stack's config. A key that nothing reads, and that resembles one that is read, is a fault.
     *
     * @default - not checked
     */
    readonly keys?: ConfigKeys;
    /**
     * What the router and the hub are called, and what they make: stacks that are older than `Service` call them `edge` and `hub`.
     *
     * @default - the service's name with `-edge` and `-hub`
     */
    readonly names?: { readonly router?: string; readonly hub?: string };
}
