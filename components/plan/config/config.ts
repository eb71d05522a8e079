import { z } from "zod";

import { authSchema } from "../serving/auth";
import { awsSchema } from "./aws";
import { clouds } from "../places/catalogue";
import { cellSchema, placesSchema } from "./cell";
import { demandSchema } from "./demand";
import { edges } from "../clouds/cloud";
import { domainSchema, existingId, keysOf, label, regionRef, whole } from "./form";
import { hostingSchema } from "./hosting";
import { kubernetesSchema } from "./kubernetes";
import { latencySchema } from "../routing/latency";
import { limitsSchema } from "../serving/limits";
import { modelsSchema } from "./models";
import { budgetSchema, observabilitySchema, recoverySchema } from "./observability";
import { storeSchema } from "./store";

export const failoverSchema = z.strictObject({
    /** Failed checks in a row after which a region or server is left out. Default: the cloud's. */
    unhealthyAfter: whole(1, 10).optional(),
    /** Seconds between checks. Default and floor: the cloud's, and those of the product that routes. */
    everySeconds: z
        .number()
        .positive("more than 0")
        .max(300, "300 at most")
        .multipleOf(0.001, "steps of 0.001")
        .optional(),
    /** Seconds that a region must be well again before it gets traffic back, where staleness took it out. */
    failbackAfterSeconds: whole(0, 86_400).optional(),
});

export const drainSchema = z.array(regionRef);

const routing = z.strictObject({
    /** `regional`: DNS only, TLS ends in the region; `anycast`: enters at the nearest edge, TLS still ends in the region; `global`: any point of presence may end TLS and cache; `internal`: private clients in a mesh. */
    edge: z.enum(keysOf(edges)).default("regional"),
    /** What decides between the regions of a cell. */
    by: z.enum(["latency"]).default("latency"),
    /**
     * The cloud whose DNS and routers send clients to regions. Default: each cell's own cloud. Where cells are on several clouds with DNS it
     * must be said, since a domain is delegated to one of them; cells on this machine always have names of their own.
     */
    names: z.enum(clouds).optional(),
    /** A DNS zone that exists already, by its id. */
    zone: existingId.optional(),
    /** Gives the service a name of its own beside the cells', routed by geography. Not where a cell holds protected data. */
    sharedName: z.boolean().default(false),
    /** When a region or server counts as unhealthy. */
    failover: failoverSchema.prefault({}),
    /** Regions taken out of traffic: they finish what they have, and get nothing new. */
    drain: drainSchema.default([]),
    /** How callers authenticate, in cells that don't set it themselves. Default: no authentication. */
    auth: authSchema.default({}),
    /** What a gate takes on. What is more is refused at once, with the reason. */
    limits: limitsSchema.prefault({}),
});

const local = z.strictObject({
    /** Has ways between places take as long as on the map. Default: they take no time, as between processes. */
    latency: latencySchema.optional(),
});

/** The whole of `meridian:*`. Unknown keys are faults at every depth. */
export const configSchema = z.strictObject({
    /** The service's name; names of resources begin with it. */
    service: label,
    /** Hosts are `<cell>.<domain>`. Default, where clients are internal only: `<service>.internal`. */
    domain: domainSchema.optional(),
    /** Residency boundaries: data never leaves its cell. */
    cells: z.array(cellSchema).min(1, "at least one cell"),
    /** Where regions of `kubernetes` are, by region. */
    places: placesSchema.default({}),
    /** What is served. Every model runs in every region. */
    models: modelsSchema,
    /** What runs the models of a region. */
    serving: hostingSchema.prefault({}),
    /** How clients reach a region of their cell, and what its gate lets in. */
    routing: routing.prefault({}),
    /** Where requests come from and how many: capacity is computed from it, for the loss of any one region. */
    demand: demandSchema.optional(),
    /** Tables that are replicated over the regions of each cell, and copied to its backup place. */
    store: storeSchema.optional(),
    /** What is measured and retained, and when the hub raises alarms. */
    observability: observabilitySchema.optional(),
    /** What an outage may cost, and how often that is rehearsed. */
    recovery: recoverySchema.optional(),
    /** What a month may cost. */
    budget: budgetSchema.optional(),
    /** What only AWS is told. */
    aws: awsSchema.optional(),
    /** What only regions of `kubernetes` have. */
    kubernetes: kubernetesSchema.optional(),
    /** What only the cloud `local` has. */
    local: local.optional(),
});

/** The whole of `meridian:*`, parsed, with defaults filled in. */
export type Config = z.output<typeof configSchema>;
/** A config as it is written: what has a default may be left out. */
export type ConfigInput = z.input<typeof configSchema>;
/** What is asked of clouds: the part of a config that the rules of single components judge, too. */
export type Asked = Pick<Config, "cells" | "models" | "routing" | "serving"> &
    Partial<Pick<Config, "demand" | "store" | "observability" | "recovery" | "budget">>;
/** `meridian:routing`, parsed. */
export type RoutingConfig = z.output<typeof routing>;
