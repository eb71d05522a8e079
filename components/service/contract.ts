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
    /** A value of the config by its path; where a resource makes it, that one's output in the place of the planned mark. */
    readonly known: (path: readonly PropertyKey[], planned: string) => pulumi.Input<string>;
    /** Options of what is made on top: the service as parent, and where it was before there was one. */
    readonly opts: pulumi.ComponentResourceOptions;
}

/** An adapter, bound to a service. */
export interface BoundCloud<N extends Names = Names> {
    /** The names of a domain; with the id of a DNS zone that exists already, where one is brought. */
    zone(
        args: { readonly domain: string; readonly id?: pulumi.Input<string> },
        opts?: pulumi.ComponentResourceOptions,
    ): N;
    region(name: string): Target;
}

/** What a `Service` takes of each cloud: what the cloud's factory returns. */
export interface CloudAdapter {
    readonly cloud: Cloud;
    /** The factory's arguments that a config can also set, under `meridian:<cloud>`. */
    readonly settings?: object;
    /** What is wrong with the options that a program gives to the service, before anything is made. */
    faults?(config: Config, opts: pulumi.ComponentResourceOptions): readonly Fault[];
    /** What can exist once where the service builds, and what another service of the program may therefore not create, too. */
    claims?(context: ServiceContext): readonly Claim[];
    /** The adapter with what the config says. */
    bind(context: ServiceContext): BoundCloud;
}
