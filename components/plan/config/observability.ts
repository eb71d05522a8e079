import { z } from "zod";

import { between, label, regionRef, secretRef, whole } from "./form";
import { dataClasses } from "../residency";

const exportSchema = z.strictObject({
    /** What it is called in reports. */
    name: label,
    /** What takes it. */
    to: z.enum(["splunk", "elasticsearch", "otlp"]),
    /** Where that listens. */
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
    /** What shows who sends. */
    token: secretRef.optional(),
});

/** `meridian:observability`: what is measured and kept, and when somebody is told. */
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
            /** Population stability index of a feature beyond which it has moved. 0.1 is a small shift, 0.2 a large one. */
            psi: between(0.01, 10).default(0.2),
        })
        .optional(),
    /** Tells of rates, errors and latencies that are unlike the same hour of other days. */
    anomalies: z.boolean().default(false),
    /** Keeps who changed what in which region, so that a change of the record shows. Default: where a standard asks for it. */
    audit: z.boolean().optional(),
    /** Copies of logs to systems outside; aggregates and unprotected data only. */
    exports: z.array(exportSchema).default([]),
    /** Where the view over all regions is kept. Only aggregates go there. Default: the primary of the first cell by name. */
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
    /** How often an outage is rehearsed. Default: when somebody runs a drill. */
    drills: z.enum(["weekly", "monthly", "quarterly"]).optional(),
});

/** `meridian:recovery`, parsed. */
export type RecoveryConfig = z.output<typeof recoverySchema>;

/** `meridian:budget`: what a month may cost. */
export const budgetSchema = z.strictObject({
    /** Beyond it somebody is told. */
    monthly: between(1, 1_000_000_000),
    /** ISO 4217. */
    currency: z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code, as in EUR"),
    /** Tells of costs that are unlike other days. */
    anomalies: z.boolean().default(false),
});

export type BudgetConfig = z.output<typeof budgetSchema>;
/** `meridian:budget` as it is written. */
export type BudgetInput = z.input<typeof budgetSchema>;
