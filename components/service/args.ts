import type { ConfigInput } from "../plan/config/config";
import type { Lock } from "../plan/config/lock";
import type { ConfigKeys } from "../plan/config/namespaces";
import type { CloudAdapter } from "./contract";

/** The config of a stack as an object, in the form of `meridian:*`. */
export interface ServiceConfig extends Omit<ConfigInput, "service"> {
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
     * All keys of the stack's config: those that nothing reads, and likely were to be read, are faults.
     *
     * @default - not checked
     */
    readonly keys?: ConfigKeys;
    /**
     * What names outside of the engine begin with, of the router and of the hub; on this machine, of their processes and directories.
     *
     * @default - the service's name with `-edge` and `-hub`
     */
    readonly physicalNames?: { readonly router?: string; readonly hub?: string };
}
