import { z } from "zod";

import { authSchema } from "../serving/auth";
import { between, countryCode, domainSchema, existingId, label, corrections, regionRef } from "./form";
import { isJurisdiction, jurisdictionGroups, nearestJurisdiction } from "../places/jurisdictions";
import { dataClasses } from "../residency";
import { standards } from "../cells/standards";

/** Where things are built, where a cell has an account of its own. Secrets have no place here: a role is assumed. */
const accounts = z.strictObject({
    /** An AWS account. */
    aws: z
        .strictObject({
            /** The role that is assumed there. */
            roleArn: existingId,
        })
        .optional(),
    /** A Google Cloud project. */
    gcp: z
        .strictObject({
            /** Its id. */
            project: existingId,
            /** The service account to impersonate there. Default: the identity that runs the engine. */
            impersonate: existingId.optional(),
        })
        .optional(),
    /** An Azure subscription. */
    azure: z
        .strictObject({
            /** Its id. */
            subscription: existingId,
            /** The directory of the subscription. Default: the directory of the identity that runs the engine. */
            tenant: existingId.optional(),
        })
        .optional(),
});

/** What exists already in a region of a cell and is used instead of being made. */
const existing = z.strictObject({
    /** A private network. */
    network: existingId.optional(),
    /** Subnets of that network, in several zones. */
    subnets: z.array(existingId).min(1, "at least one subnet").optional(),
    /** Subnets of that network that the internet reaches, for the front. */
    publicSubnets: z.array(existingId).min(1, "at least one subnet").optional(),
    /** What encrypts the region's data. */
    key: existingId.optional(),
    /** What servers run on. */
    cluster: existingId.optional(),
    /** What the front shows for the cell's host name. */
    certificate: existingId.optional(),
    /** What certifies the region's processes. */
    authority: existingId.optional(),
});

const jurisdiction = z
    .string()
    .refine(isJurisdiction, `an ISO 3166 country code, or ${jurisdictionGroups.join(", ")}`)
    .register(corrections, { correct: written => [nearestJurisdiction(written)] });

export const cellSchema = z.strictObject({
    /** Also the first label of its host: `<cell>.<domain>`. */
    name: label,
    /** Legal areas that the cell's data may be in: ISO 3166 country codes, or named groups of them. */
    jurisdictions: z.array(jurisdiction).min(1, "at least one jurisdiction"),
    /** Sets of requirements that the cell turns on. */
    standards: z.array(z.enum(standards)).default([]),
    /** The classes of its data; personal, health and financial are protected. */
    dataClasses: z.array(z.enum(dataClasses)).min(1, "at least one data class"),
    /** Where its models run. A region belongs to one cell. */
    regions: z.array(regionRef).min(1, "at least one region"),
    /** The region that owns what is made in one place. Default: the only region; with several it must be said. */
    primary: regionRef.optional(),
    /** A place of the cell that keeps copies and serves nobody, far from its regions. */
    backup: regionRef.optional(),
    /** The order in which its regions take over from each other; those left out come after, nearest first. Default: nearest first. */
    failover: z.array(regionRef).optional(),
    /**
     * What allows personal data under `gdpr` in places without an adequacy decision: standard contractual clauses or binding
     * corporate rules (GDPR Art. 46).
     */
    safeguards: z.enum(["scc", "bcr"]).optional(),
    /** How callers of this cell prove who they are. Default: `routing.auth`. */
    auth: authSchema.optional(),
    /** By cloud. Default: the account that the engine is signed in to. */
    accounts: accounts.optional(),
    /** By region. */
    existing: z.record(regionRef, existing).default({}),
});

/** A place on the map, for regions that no vendor has put there. */
export const placeSchema = z.strictObject({
    /** For people. */
    city: z.string().min(1, "at least one character").max(128, "128 characters at most"),
    /** ISO 3166-1 alpha-2. */
    country: countryCode,
    /** Degrees north, WGS 84. */
    latitude: between(-90, 90),
    /** Degrees east, WGS 84. */
    longitude: between(-180, 180),
});

/** `meridian:places`: where regions of `kubernetes` are. */
export const placesSchema = z.record(regionRef, placeSchema);

export const cellArgsSchema = cellSchema.extend({ domain: domainSchema, places: placesSchema.default({}) });

export type CellConfig = z.output<typeof cellSchema>;
export type ExistingConfig = z.output<typeof existing>;
export type PlacesConfig = z.output<typeof placesSchema>;
/** What `cell()` takes: `meridian:cells[…]` with the domain and the places, and without the name. */
export type CellArgs = Omit<z.input<typeof cellArgsSchema>, "name">;
