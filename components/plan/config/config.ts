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
    /** Failed checks in a row after which a region or server counts as unhealthy. Default: the cloud's. */
    unhealthyAfter: whole(1, 10).optional(),
    /** Seconds between checks. Default and minimum: those of the cloud and its routing product. */
    everySeconds: z
        .number()
        .positive("more than 0")
        .max(300, "300 at most")
        .multipleOf(0.001, "steps of 0.001")
        .optional(),
    /** Seconds that a region must be healthy before it receives traffic again after staleness took it out. */
    failbackAfterSeconds: whole(0, 86_400).optional(),
});

export const drainSchema = z.array(regionRef);

const routing = z.strictObject({
    /**
     * `regional`: DNS only, TLS ends in the region; `anycast`: clients enter at the nearest edge, TLS still ends in the region; `global`:
     * any point of presence may end TLS and cache; `internal`: private clients in a mesh.
     */
    edge: z.enum(keysOf(edges)).default("regional"),
    /** The routing policy between the regions of a cell. */
    by: z.enum(["latency"]).default("latency"),
    /**
     * The cloud whose DNS and routers send clients to regions. Required if cells are on several clouds with DNS, because a domain is
     * delegated to one of them. Default: each cell's own cloud. Cells on this machine always have names of their own.
     */
    names: z.enum(clouds).optional(),
    /** The id of an existing DNS zone. */
    zone: existingId.optional(),
    /**
     * Gives the service a name in addition to those of its cells, routed by geography. Not allowed if a cell contains protected data.
     */
    sharedName: z.boolean().default(false),
    /** When a region or server counts as unhealthy. */
    failover: failoverSchema.prefault({}),
    /** Regions taken out of traffic. They finish current requests and receive no new ones. */
    drain: drainSchema.default([]),
    /** How callers authenticate, in cells that don't set it themselves. Default: no authentication. */
    auth: authSchema.default({}),
    /** Limits of each gate. It rejects requests beyond them at once, with the reason. */
    limits: limitsSchema.prefault({}),
});

const local = z.strictObject({
    /** Delays links between locations according to the distance on the map. Default: no delay. */
    latency: latencySchema.optional(),
});

/** The whole of `meridian:*`. Unknown keys are faults at every depth. */
export const configSchema = z.strictObject({
    /** The service's name. Names of resources begin with it. */
    service: label,
    /** Hosts are `<cell>.<domain>`. Default for internal clients only: `<service>.internal`. */
    domain: domainSchema.optional(),
    /** Residency boundaries: data never leaves its cell. */
    cells: z.array(cellSchema).min(1, "at least one cell"),
    /** Locations of regions of `kubernetes`, by region. */
    places: placesSchema.default({}),
    /** The models to serve. Every model runs in every region. */
    models: modelsSchema,
    /** How servers run the models of a region. */
    serving: hostingSchema.prefault({}),
    /** How clients reach a region of their cell, and which requests its gate admits. */
    routing: routing.prefault({}),
    /** Where requests come from and how many. Capacity is computed from it, including the loss of any one region. */
    demand: demandSchema.optional(),
    /** Tables that are replicated between the regions of each cell, and copied to its backup location. */
    store: storeSchema.optional(),
    /** What is measured and retained, and when the hub raises alarms. */
    observability: observabilitySchema.optional(),
    /** Objectives for outages, and how often they are rehearsed. */
    recovery: recoverySchema.optional(),
    /** The cost limit of a month. */
    budget: budgetSchema.optional(),
    /** Options of the cloud `aws`. */
    aws: awsSchema.optional(),
    /** Options of the cloud `kubernetes`. */
    kubernetes: kubernetesSchema.optional(),
    /** Options of the cloud `local`. */
    local: local.optional(),
});

/** The whole of `meridian:*`, parsed, with defaults filled in. */
export type Config = z.output<typeof configSchema>;
/** A config as written: keys with defaults are optional. */
export type ConfigInput = z.input<typeof configSchema>;
/** What a config requests from clouds: the part that the rules of single components evaluate, too. */
export type Asked = Pick<Config, "cells" | "models" | "routing" | "serving"> &
    Partial<Pick<Config, "demand" | "store" | "observability" | "recovery" | "budget">>;
/** `meridian:routing`, parsed. */
export type RoutingConfig = z.output<typeof routing>;
