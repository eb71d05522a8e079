/**
 * The adapter for the machine of the engine.
 *
 * @module
 */

import * as pulumi from "@pulumi/pulumi";

import type { LandingZone, Target } from "../../landing-zone/contract";
import { placeOf, type RegionRef } from "../../plan/places/catalogue";
import { unknownRegion } from "../../plan/places/unknown-region";
import { parse } from "../../plan/config/parse";
import { refuse } from "../../plan/faults";
import type { WatchLinks } from "../../observability-hub/contract";
import type { StorePlan } from "../../plan/store/store-plan";
import type { WatchPlan } from "../../plan/watch/watch-plan";
import type { Scope } from "../../scope";
import { type Latency, type LatencyInput, latencySchema } from "../../plan/routing/latency";
import type { BoundCloud, CloudAdapter } from "../../service/contract";
import { hasCellsHere, localClaims } from "./claims";
import { routeLocally } from "./global-router";
import { LocalLandingZone } from "./landing-zone";
import { LocalNames } from "./names";
import { watchLocally } from "./observability-hub";
import { publicAuthorityFaults } from "./public-authorities";
import { serveLocally } from "./regional-serving";
import { storeLocally } from "./replicated-store";
import { clientFaults } from "./replicated-store/client";

export {
    type LocalHubNodes,
    localNodes,
    type LocalRouterNodes,
    type LocalServingNodes,
    type LocalStoreNodes,
} from "./nodes";
export { type LocalOverrides, localOverrides } from "./overrides";

/** What the adapter for this machine takes. */
export interface LocalArgs {
    /**
     * Directory of everything that runs, relative to the project; git-ignore it.
     *
     * @default .meridian/stacks/<stack>
     */
    readonly directory?: string;
    /**
     * Has ways between places take as long as on the map: from each city to each region, and between the regions of a
     * cell. What they lead through runs with the `GlobalRouter`, so that a stack needs one.
     *
     * @default - ways take no time
     */
    readonly latency?: LatencyInput;
}

/** The adapter for this machine. */
export interface Local extends CloudAdapter {
    readonly cloud: "local";
    /** Takes the place of a DNS zone. */
    zone(args: { readonly domain: string }, opts?: pulumi.ComponentResourceOptions): LocalNames;
    /** A place of the catalogue, as a region of this machine: `eu-west`. */
    region(name: string): Target;
}

/**
 * Runs everything on this machine, as processes under one supervisor that outlives the engine: model servers, a gate per
 * region, and an edge. Needs Envoy and supervisord (`npm run local` gets them). Free of charge.
 */
export function local({ directory, ...args }: LocalArgs = {}): Local {
    const root = directory ?? `.meridian/stacks/${pulumi.getStack()}`;
    const { latency } = args;
    const own = latency === undefined ? undefined : parse(latencySchema, latency, "latency");
    return {
        cloud: "local",
        ...(latency !== undefined && { settings: { latency } }),
        ...bound(root, own),
        faults: config => [
            ...(config.store !== undefined && hasCellsHere(config) ? clientFaults() : []),
            ...publicAuthorityFaults(config),
        ],
        claims: ({ config }) => localClaims(config, root),
        bind: ({ config }) => bound(root, config.local?.latency),
    };
}

function bound(root: string, latency: Latency | undefined): BoundCloud<LocalNames> {
    return {
        zone: ({ domain }, opts) => new RoutingNames(domain, { domain, root, ...(latency && { latency }) }, opts),
        region: name => targetOf(`local:${name}`),
    };
}

/** Names with what routes by them, which needs them in turn. */
class RoutingNames extends LocalNames {
    route(...[name, plan, fronts, scope]: Parameters<LocalNames["route"]>) {
        return routeLocally(name, plan, fronts, this, scope);
    }
}

/** A landing zone with what builds on it, which needs it in turn. */
class BuildingLandingZone extends LocalLandingZone implements LandingZone {
    serve(...[name, plan, links, scope]: Parameters<LandingZone["serve"]>) {
        return serveLocally(name, plan, this, links, scope);
    }

    store(name: string, plan: StorePlan, others: readonly this[], scope: Scope) {
        return storeLocally(name, plan, [this, ...others], scope);
    }

    watch(name: string, plan: WatchPlan, links: WatchLinks<this>, scope: Scope) {
        return watchLocally(name, plan, links, scope);
    }
}

function targetOf(region: RegionRef): Target {
    refuse(placeOf(region) === undefined ? [unknownRegion(region, "region")] : []);
    const target: Target = {
        region,
        landingZone: (args, opts) => new BuildingLandingZone(target, args, opts),
    };
    return target;
}
