import { z } from "zod";

import { between, label, regionRef, secretRef, whole } from "./form";
import { dataClasses } from "../residency";

const exportSchema = z.strictObject({
    /** What it is called in reports. */
    name: label,
    /** What takes it. On this machine `otlp` alone. */
    to: z.enum(["splunk", "elasticsearch", "otlp"]),
    /** Where that listens; of OTLP, where its paths begin (`/v1/metrics` is added). */
    endpoint: z
        .string()
        .max(2048, "2048 characters at most")
        .regex(/^https:\/\/[^\s/?#]+[^\s?#]*$/, "https://<host>/<path>"),
    /** Where that keeps what it gets: the region of the catalogue that it runs in. */
    place: regionRef,
    /** The class of what is sent. */
    dataClass: z.enum(dataClasses).default("internal"),
    /** The cells that send. Default: all. */
    cells: z.array(label).min(1, "at least one cell").optional(),
    /** What shows who sends: a bearer's token. */
    token: secretRef.optional(),
    /**
     * The file of the certificate authorities of the endpoint, in PEM, relative to the project. Default: the public authorities of the
     * system.
     */
    ca: z.string().min(1, "at least one character").max(1024, "1024 characters at most").optional(),
});

/** Of `meridian:observability.samples`. */
export const samplesSchema = z.strictObject({
    /** Part of inferences that are kept, drawn by chance, in percent. */
    percent: between(0.001, 100),
    /** The last so many of each release in each region. */
    keep: whole(1, 1000).default(100),
});

export type SamplesConfig = z.output<typeof samplesSchema>;

/** Seconds that a copy of the store may be behind. */
export const lagSecondsSchema = between(5, 86_400);

/** `meridian:observability`: what is measured and retained, and when the hub raises alarms. */
export const observabilitySchema = z.strictObject({
    /** Objectives of each model in each region; alarms go by how fast their budgets burn. */
    slo: z
        .strictObject({
            /** Part of requests that are answered well. */
            availability: between(0.5, 0.99999).optional(),
            /** What 99 % of requests are answered within, in milliseconds. */
            p99Ms: between(0.1, 600_000).optional(),
        })
        .optional(),
    /** Logs of all processes; they stay in their cell. */
    logs: z
        .strictObject({
            /** Default: 90, or what a standard of a cell asks for. */
            retainDays: whole(1, 3650).optional(),
        })
        .optional(),
    /** Tells when what a model is asked moves away from what it was trained on. */
    drift: z
        .strictObject({
            /**
             * Population stability index of a feature or a score beyond which it has moved. 0.1 is a small shift, 0.2 a large one.
             * Or its Kolmogorov–Smirnov distance exceeds √(psi / 4π); in both cases by more than chance gives.
             */
            psi: between(0.01, 10).default(0.2),
        })
        .optional(),
    /**
     * Takes a region out of traffic by what is measured there, while another region of its cell serves; it is back once all has
     * been right again for `routing.failover.failbackAfterSeconds`. Needs a store, in which the regions say how they do.
     */
    withdraw: z
        .strictObject({
            /** Where what is loaded is not what the plan says. */
            digest: z.boolean().default(true),
            /** Where its copy of the store is more seconds behind than this. Answers from such a copy are marked as stale. */
            lagSeconds: lagSecondsSchema.optional(),
            /** Where a feature or a score has moved, and by an index of more than this; needs `drift`. */
            psi: between(0.01, 10).optional(),
        })
        .optional(),
    /** Tells of rates, errors and latencies that are unlike the same hour of other days. */
    anomalies: z.boolean().default(false),
    /** Keeps who changed what in which region, so that a change of the record shows. Default: where a standard asks for it. */
    audit: z.boolean().optional(),
    /**
     * Keeps some of what models are asked, with the answers, so that who operates a cell can look into drift and errors. They are
     * what models are asked, in full: as protected as that is. They stay in the memory of the region's server, are never written to
     * disk, and go with the process. Each query for them is in the audit trail first, with account and reason, which they need; in
     * Kubernetes it is in the audit log of the API server instead. Default: none.
     */
    samples: samplesSchema.optional(),
    /** Copies of figures and logs to systems outside; aggregates and unprotected data only. */
    exports: z.array(exportSchema).default([]),
    /**
     * Where the view over all regions is kept. Only aggregates of its own cloud go there; it links to the views that other clouds keep of
     * their regions. Default: the primary of the first cell by name; must be said where cells are on several clouds.
     */
    home: regionRef.optional(),
});

export type ObservabilityConfig = z.output<typeof observabilitySchema>;
/** `meridian:observability` as it is written. */
export type ObservabilityInput = z.input<typeof observabilitySchema>;

/** `meridian:recovery`: what an outage may cost, and how often that is rehearsed. */
export const recoverySchema = z.strictObject({
    /** Seconds until a region's loss is made up for. */
    rtoSeconds: between(0.1, 86_400).optional(),
    /** Seconds of writes that a region's loss may cost. */
    rpoSeconds: between(0, 86_400).optional(),
    /** How often outages are to be rehearsed. The hub raises an alarm when the last drill of a cell is longer ago. */
    drills: z.enum(["weekly", "monthly", "quarterly"]).optional(),
});

/** `meridian:recovery`, parsed. */
export type RecoveryConfig = z.output<typeof recoverySchema>;

/** `meridian:budget`: what a month may cost. */
export const budgetSchema = z.strictObject({
    /** The amount above which an alert is sent. */
    monthly: between(1, 1_000_000_000),
    /** ISO 4217. */
    currency: z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code, as in EUR"),
    /** Tells of costs that are unlike other days. */
    anomalies: z.boolean().default(false),
});

export type BudgetConfig = z.output<typeof budgetSchema>;
/** `meridian:budget` as it is written. */
export type BudgetInput = z.input<typeof budgetSchema>;
