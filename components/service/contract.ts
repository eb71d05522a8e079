import type * as pulumi from "@pulumi/pulumi";

import type { Names } from "../global-router/contract";
import type { Target } from "../landing-zone/contract";
import type { Config } from "../plan/config/config";
import type { Fault } from "../plan/faults";
import type { Cloud } from "../plan/places/catalogue";
import type { Plan } from "../plan/plan";
import type { Claim } from "./claims";

/** The service that a cloud's adapter builds for. */
export interface ServiceContext {
    readonly config: Config;
    readonly plan: Plan;
    /** A value of the config by its path. If a resource creates it, its output replaces the planned mark. */
    readonly known: (path: readonly PropertyKey[], planned: string) => pulumi.Input<string>;
    /** Options of top-level children: the service as parent, and an alias for stacks from before it. */
    readonly opts: pulumi.ComponentResourceOptions;
}

/** An adapter, bound to a service. */
export interface BoundCloud<N extends Names = Names> {
    /** The names of a domain, with the id of an existing DNS zone if there is one. */
    zone(
        args: { readonly domain: string; readonly id?: pulumi.Input<string> },
        opts?: pulumi.ComponentResourceOptions,
    ): N;
    region(name: string): Target;
}

/** The contract of a `Service` with each cloud: the result of the cloud's factory. */
export interface CloudAdapter {
    readonly cloud: Cloud;
    /** The factory's arguments that a config can also set, under `meridian:<cloud>`. */
    readonly settings?: object;
    /** Faults in the options that a program gives to the service, before anything is created. */
    faults?(config: Config, opts: pulumi.ComponentResourceOptions): readonly Fault[];
    /** Resources that can exist once where the service builds, and that other services of the program may therefore not create. */
    claims?(context: ServiceContext): readonly Claim[];
    /** The adapter with the options of the config. */
    bind(context: ServiceContext): BoundCloud;
}
