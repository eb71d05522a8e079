import type * as pulumi from "@pulumi/pulumi";

import type { Existing } from "../landing-zone/contract";
import type { ConfigInput } from "../plan/config/config";
import type { Lock } from "../plan/config/lock";
import type { ConfigKeys } from "../plan/config/namespaces";
import type { CloudAdapter } from "./contract";

type CellInput = ConfigInput["cells"][number];
type RoutingInput = NonNullable<ConfigInput["routing"]>;

type AccountsInput = NonNullable<CellInput["accounts"]>;

/** A cell, in the form of `meridian:cells`; what exists already in a region, and a role, may come from other resources. */
export interface ServiceCellConfig extends Omit<CellInput, "accounts" | "existing"> {
    readonly accounts?: Omit<AccountsInput, "aws"> & { readonly aws?: { readonly roleArn: pulumi.Input<string> } };
    readonly existing?: Readonly<Record<string, Existing>>;
}

/** `meridian:routing`; the zone may come from another resource. */
export interface ServiceRoutingConfig extends Omit<RoutingInput, "zone"> {
    readonly zone?: pulumi.Input<string>;
}

/** The config of a stack as an object, in the form of `meridian:*`. */
export interface ServiceConfig extends Omit<ConfigInput, "aws" | "service" | "cells" | "routing"> {
    readonly aws?: Omit<NonNullable<ConfigInput["aws"]>, "tags"> & {
        readonly tags?: Readonly<Record<string, pulumi.Input<string>>>;
    };
    readonly cells: readonly ServiceCellConfig[];
    readonly routing?: ServiceRoutingConfig;
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
     * What the router and the hub are called, and what they make: stacks that are older than `Service` call them `edge` and `hub`.
     *
     * @default - the service's name with `-edge` and `-hub`
     */
    readonly names?: { readonly router?: string; readonly hub?: string };
}
