import { z } from "zod";

import { authSchema, claimsSchema } from "./auth";
import { knownCities, type RegionRef } from "./catalogue";
import { type Fault, refuse } from "./faults";
import { isJurisdiction, jurisdictionGroups } from "./jurisdictions";
import { latencySchema } from "./latency";
import { limitsSchema } from "./limits";
import { dataClasses } from "./residency";

/** A name that becomes one label of a host name (RFC 1123), short enough for every cloud. */
const label = z
    .string()
    .regex(
        /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/,
        "lower-case letters, digits and inner hyphens, 32 at most, letter first",
    );

export const domainSchema = z
    .string()
    .max(180, "180 characters at most")
    .regex(
        /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
        "a DNS name of two labels or more",
    );

const regionRef = z
    .string()
    .regex(
        /^(aws|gcp|azure|kubernetes|local):[a-z0-9-]+$/,
        "<cloud>:<region>, cloud one of aws, gcp, azure, kubernetes, local",
    )
    .transform(ref => ref as RegionRef);

/** Semantic Versioning 2.0.0; it also becomes part of file and process names. */
const version = z
    .string()
    .max(64, "64 characters at most")
    .regex(
        /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/,
        "a semantic version, as in 1.0.0",
    );

const percent = z.number().min(0, "0 to 100").max(100, "0 to 100").multipleOf(0.01, "steps of 0.01");

const traffic = z.array(z.strictObject({ version, percent })).min(1, "at least one share");

const release = z.strictObject({
    /** Where the model file is; `file:` paths are relative to the project. */
    artifact: z.string().regex(/^(file|https|s3|gs|az|mlflow):.+/, "file:, https:, s3:, gs:, az: or mlflow: and where"),
    /** SHA-256 of the file. */
    digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, "sha256:<64 hexadecimal digits>"),
});

const modelSchema = z.strictObject({
    name: label,
    releases: z.record(version, release),
    traffic,
    /** What keeps a subject on one release. Without it every request is drawn anew. */
    stickyBy: z
        .string()
        .regex(
            /^(header:[a-z0-9-]{1,64}|cookie:[A-Za-z0-9_-]{1,64}|claim:[A-Za-z0-9_:/.-]{1,128})$/,
            "header:<lower-case header name>, cookie:<name>, or claim:<name>",
        )
        .optional(),
    /** Claims that a caller's token must have, each with one of its values. */
    requires: z.strictObject({ claims: claimsSchema }).optional(),
    /** Who may choose the release, by path or by the header `x-release`: callers with these claims. Default: whoever may call. */
    testers: z.strictObject({ claims: claimsSchema }).optional(),
    /**
     * A release that answers nobody: it is asked what a share of inferences asks, those of `traffic` decide, and how far
     * its outputs agree is measured. In a region whose own `traffic` has the release it is no shadow any more.
     */
    shadow: z
        .strictObject({
            version,
            percent: z.number().min(0.01, "0.01 to 100").max(100, "0.01 to 100").multipleOf(0.01, "steps of 0.01"),
        })
        .optional(),
    /** What differs in a region, during a wave. */
    regions: z.record(regionRef, z.strictObject({ traffic })).default({}),
});

export const cellSchema = z.strictObject({
    name: label,
    jurisdictions: z
        .array(z.string().refine(isJurisdiction, `an ISO 3166 country code, or ${jurisdictionGroups.join(", ")}`))
        .min(1, "at least one jurisdiction"),
    standards: z.array(z.enum(["gdpr", "hipaa"])).default([]),
    dataClasses: z.array(z.enum(dataClasses)).min(1, "at least one data class"),
    regions: z.array(regionRef).min(1, "at least one region"),
    /** The region that owns what is made in one place. Default: the only region; with several it must be said. */
    primary: regionRef.optional(),
    /** A place of the cell that keeps copies and serves nobody. */
    backup: regionRef.optional(),
    /** How callers of this cell prove who they are. Default: `routing.auth`. */
    auth: authSchema.optional(),
});

export const failoverSchema = z.strictObject({
    /** Failed checks in a row after which a region or server is left out. Default: the cloud's. */
    unhealthyAfter: z.number().int().min(1, "1 to 10").max(10, "1 to 10").optional(),
    /** Seconds between checks. Default and floor: the cloud's. */
    everySeconds: z
        .number()
        .positive("more than 0")
        .max(300, "300 at most")
        .multipleOf(0.001, "steps of 0.001")
        .optional(),
});

export const drainSchema = z.array(regionRef);

const routing = z.strictObject({
    edge: z.enum(["regional", "anycast", "global", "internal"]).default("regional"),
    by: z.enum(["latency"]).default("latency"),
    failover: failoverSchema.prefault({}),
    /** Regions taken out of traffic: they finish what they have, and get nothing new. */
    drain: drainSchema.default([]),
    auth: authSchema.default({}),
    limits: limitsSchema.prefault({}),
});

const demand = z.strictObject({
    /** Where requests come from. */
    places: z.array(z.strictObject({ city: z.enum(knownCities) })).min(1, "at least one place"),
});

const local = z.strictObject({
    /** Has ways between places take as long as on the map. Default: they take no time, as between processes. */
    latency: latencySchema.optional(),
});

/** `meridian:models`, also for programs that make components themselves. */
export const modelsSchema = z.array(modelSchema).min(1, "at least one model");

/** The whole of `meridian:*`. Unknown keys are faults at every depth. */
export const configSchema = z.strictObject({
    service: label,
    domain: domainSchema,
    cells: z.array(cellSchema).min(1, "at least one cell"),
    models: modelsSchema,
    routing: routing.prefault({}),
    demand: demand.optional(),
    /** What only the cloud `local` has. */
    local: local.optional(),
});

export type Config = z.output<typeof configSchema>;
export type CellConfig = z.output<typeof cellSchema>;
export type ModelConfig = z.output<typeof modelSchema>;
/** A model as it is written: what has a default may be left out. */
export type ModelInput = z.input<typeof modelSchema>;
export type ReleaseConfig = z.output<typeof release>;
export type RoutingConfig = z.output<typeof routing>;
export type Traffic = z.output<typeof traffic>;

/**
 * The config as typed values, or every fault in its form at once (`ConfigFaults`). What the values mean together is the
 * planner's to check.
 */
export function parseConfig(input: unknown): Config {
    return parse(configSchema, input);
}

/** Any part of the config, with faults told by their path inside the whole. */
export function parse<S extends z.ZodType>(schema: S, input: unknown, at = ""): z.output<S> {
    const result = schema.safeParse(input, { reportInput: true });
    refuse(result.success ? [] : result.error.issues.flatMap(issue => faultsOf(issue, at)));
    return result.data as z.output<S>;
}

function faultsOf(issue: z.core.$ZodIssue, at: string): Fault[] {
    const path = pathOf(issue.path, at) || "config";
    switch (issue.code) {
        case "unrecognized_keys":
            return issue.keys.map(key => ({
                code: "config/unknown-key",
                path: pathOf([...issue.path, key], at),
                remedy: "remove the key, or correct its spelling",
            }));
        case "invalid_type":
            return issue.input === undefined
                ? [{ code: "config/missing", path, allowed: issue.expected, remedy: "add it" }]
                : [
                      {
                          code: "config/type",
                          path,
                          value: shown(issue.input),
                          allowed: issue.expected,
                          remedy: "change its type",
                      },
                  ];
        case "invalid_value":
            return [
                {
                    code: "config/value",
                    path,
                    value: shown(issue.input),
                    allowed: issue.values.join(", "),
                    remedy: "use one of the allowed values",
                },
            ];
        case "invalid_key":
            return issue.issues.map(inner => ({
                code: "config/key",
                path,
                value: shown(issue.input),
                allowed: inner.message,
                remedy: "rename the key",
            }));
        default:
            return [
                {
                    code: "config/value",
                    path,
                    value: shown(issue.input),
                    allowed: issue.message,
                    remedy: "correct the value",
                },
            ];
    }
}

/** Objects and lists are told by what they are: their content has paths of its own. */
function shown(value: unknown): unknown {
    return Array.isArray(value) ? "a list" : typeof value === "object" && value !== null ? "an object" : value;
}

/** `["cells", 1, "regions", 0]` → `cells[1].regions[0]`; keys that are no identifiers are quoted. */
export function pathOf(segments: readonly PropertyKey[], at = ""): string {
    return segments.reduce<string>((path, segment) => {
        if (typeof segment === "number") {
            return `${path}[${segment}]`;
        }
        const key = String(segment);
        return /^[A-Za-z_][\w-]*$/.test(key)
            ? path === ""
                ? key
                : `${path}.${key}`
            : `${path}[${JSON.stringify(key)}]`;
    }, at);
}
