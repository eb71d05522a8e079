import type { ConfigInput } from "../plan/config/config";
import type { LaterPath } from "../plan/config/later-paths";
import type { Lock } from "../plan/config/lock";
import type { ConfigKeys } from "../plan/config/namespaces";
import type { CloudAdapter } from "./contract";
import type { WithLater } from "./with-later";

/** The whole config. Values that the plan does not depend on may come from other resources (`laterPaths`). */
type Later = WithLater<ConfigInput, LaterPath>;

/** A cell, in the form of `meridian:cells`. Existing resources of a region, and a role, may come from other resources. */
export type ServiceCellConfig = Later["cells"][number];

/** `meridian:routing`; the zone may come from another resource. */
export type ServiceRoutingConfig = NonNullable<Later["routing"]>;

/** The config of a stack as an object, in the form of `meridian:*`. */
export interface ServiceConfig extends Omit<Later, "service"> {
    /**
     * Prefix of the names of resources.
     * @default - the name of the component
     */
    readonly service?: string;
}

/** Arguments of `Service` in addition to its config. */
export interface ServiceArgs {
    /** The adapter of each cloud that the config names: `aws(…)`, `local()`. */
    readonly clouds: readonly CloudAdapter[];
    /**
     * The result of `meridian resolve`: digests of releases that set none.
     * @default - every release sets its digest
     */
    readonly lock?: Lock;
    /**
     * Names of the stack's config keys `secrets:<name>`. A secret that the config references and that does not exist is a fault.
     * @default - not checked before it is read
     */
    readonly secrets?: readonly string[];
    /**
     * All keys of the stack's config. An unused key that resembles a used one is a fault.
     * @default - not checked
     */
    readonly keys?: ConfigKeys;
    /**
     * Names of the router and the hub, and prefixes of their children: stacks that are older than `Service` call them `edge` and `hub`.
     * @default - the service's name with `-edge` and `-hub`
     */
    readonly names?: { readonly router?: string; readonly hub?: string };
}
