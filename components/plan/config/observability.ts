import { z } from "zod";

import { between, label, regionRef, secretRef, whole } from "./form";
import { dataClasses } from "../residency";

const exportSchema = z.strictObject({
    /** The name in reports. */
    name: label,
    /** The receiving product. On this machine only `otlp`. */
    to: z.enum(["splunk", "elasticsearch", "otlp"]),
    /** The address of the receiver. For OTLP the base URL (`/v1/metrics` is added). */
    endpoint: z
        .string()
        .max(2048, "2048 characters at most")
        .regex(/^https:\/\/[^\s/?#]+[^\s?#]*$/, "https://<host>/<path>"),
    /** The region of the catalogue in which the receiver stores its data. */
    place: regionRef,
    /** The class of the exported data. */
    dataClass: z.enum(dataClasses).default("internal"),
    /** The cells that export. Default: all cells. */
    cells: z.array(label).min(1, "at least one cell").optional(),
    /** The bearer token of the sender. */
    token: secretRef.optional(),
    /**
     * The file of the certificate authorities of the endpoint, in PEM, relative to the project. Default: the public authorities of the
     * system.
     */
    ca: z.string().min(1, "at least one character").max(1024, "1024 characters at most").optional(),
});

/** Of `meridian:observability.samples`. */
export const samplesSchema = z.strictObject({
    /** Percentage of inferences that are sampled at random. */
    percent: between(0.001, 100),
    /** The latest _n_ of each release in each region. */
    keep: whole(1, 1000).default(100),
});

export type SamplesConfig = z.output<typeof samplesSchema>;

/** Seconds that a copy of the store may lag. */
export const lagSecondsSchema = between(5, 86_400);

/** `meridian:observability`: what is measured and retained, and when the hub raises alarms. */
export const observabilitySchema = z.strictObject({
    /** Objectives of each model in each region. Alarms depend on how fast their error budgets burn. */
    slo: z
        .strictObject({
            /** Fraction of requests that succeed. */
            availability: between(0.5, 0.99999).optional(),
            /** The 99th percentile of latency, in milliseconds. */
            p99Ms: between(0.1, 600_000).optional(),
        })
        .optional(),
    /** Logs of all processes. They stay in their cell. */
    logs: z
        .strictObject({
            /** Days of retention. Default: 90, or the requirement of a standard of a cell. */
            retainDays: whole(1, 3650).optional(),
        })
        .optional(),
    /** Raises an alarm when a model's inputs move away from its training data. */
    drift: z
        .strictObject({
            /**
             * Population stability index of a feature or a score above which it has moved. 0.1 is a small shift, 0.2 a large one. A
             * Kolmogorov–Smirnov distance above √(psi / 4π) counts, too. Both must exceed what chance explains.
             */
            psi: between(0.01, 10).default(0.2),
        })
        .optional(),
    /**
     * Takes a region out of traffic by measurements, while another region of its cell serves. It returns once all has been right for
     * `routing.failover.failbackAfterSeconds`. Needs a store, in which the regions record their state.
     */
    withdraw: z
        .strictObject({
            /** If a loaded artifact is not the planned one. */
            digest: z.boolean().default(true),
            /** If its copy of the store lags more seconds than this. Responses from such a copy are marked as stale. */
            lagSeconds: lagSecondsSchema.optional(),
            /** If a feature or a score has moved, with an index above this. Needs `drift`. */
            psi: between(0.01, 10).optional(),
        })
        .optional(),
    /** Raises an alarm when rates, errors or latencies differ from the same hour of other days. */
    anomalies: z.boolean().default(false),
    /** Records who changed what in which region, in a trail that shows tampering. Default: on if a standard requires it. */
    audit: z.boolean().optional(),
    /**
     * Stores samples of inferences with their outputs, so that operators of a cell can investigate drift and errors. They contain complete
     * inputs and are as protected as those. They stay in the memory of the region's server, are never written to disk, and end with the
     * process. Each query needs an account and a reason, which the audit trail records first. In Kubernetes the audit log of the API
     * server records it instead. Default: none.
     */
    samples: samplesSchema.optional(),
    /** Copies of metrics and logs to external systems. Aggregates and unprotected data only. */
    exports: z.array(exportSchema).default([]),
    /**
     * The location of the view over all regions. Only aggregates of its own cloud go there; it links to the views of other clouds.
     * Required if cells are on several clouds. Default: the primary of the first cell by name.
     */
    home: regionRef.optional(),
});

export type ObservabilityConfig = z.output<typeof observabilitySchema>;
/** `meridian:observability` as written. */
export type ObservabilityInput = z.input<typeof observabilitySchema>;

/** `meridian:recovery`: objectives for outages, and how often they are rehearsed. */
export const recoverySchema = z.strictObject({
    /** Seconds until traffic has recovered from the loss of a region. */
    rtoSeconds: between(0.1, 86_400).optional(),
    /** Seconds of writes that the loss of a region may cost. */
    rpoSeconds: between(0, 86_400).optional(),
    /** How often outages are to be rehearsed. The hub raises an alarm when the last drill of a cell is longer ago. */
    drills: z.enum(["weekly", "monthly", "quarterly"]).optional(),
});

/** `meridian:recovery`, parsed. */
export type RecoveryConfig = z.output<typeof recoverySchema>;

/** `meridian:budget`: the cost limit of a month. */
export const budgetSchema = z.strictObject({
    /** The amount above which an alert is sent. */
    monthly: between(1, 1_000_000_000),
    /** Currency code (ISO 4217). */
    currency: z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code, as in EUR"),
    /** Sends an alert when costs differ from other days. */
    anomalies: z.boolean().default(false),
});

export type BudgetConfig = z.output<typeof budgetSchema>;
/** `meridian:budget` as written. */
export type BudgetInput = z.input<typeof budgetSchema>;
