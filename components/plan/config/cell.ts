import { z } from "zod";

import { authSchema } from "../serving/auth";
import { accountsSchema } from "./accounts";
import { between, cidr, countryCode, domainSchema, existingId, label, corrections, regionRef } from "./form";
import { isJurisdiction, jurisdictionGroups, nearestJurisdiction } from "../places/jurisdictions";
import { dataClasses } from "../residency";
import { standards } from "../cells/standards";

/** Resources that exist in a region of a cell and are used instead of creating them. */
const existing = z.strictObject({
    /** A private network. */
    network: existingId.optional(),
    /** Subnets of that network, in several zones. */
    subnets: z.array(existingId).min(1, "at least one subnet").optional(),
    /** Subnets of that network for the front: the internet reaches them, except with `routing.edge: internal`. */
    publicSubnets: z.array(existingId).min(1, "at least one subnet").optional(),
    /** The key that encrypts the region's data. */
    key: existingId.optional(),
    /** The cluster that servers run on. */
    cluster: existingId.optional(),
    /** The certificate that the front presents for the cell's host name. */
    certificate: existingId.optional(),
    /** The certificate authority that issues the certificates of the region's processes. */
    authority: existingId.optional(),
});

/** The network of a region, where it is created. */
const network = z.strictObject({
    /**
     * Its address range in CIDR notation. It must not overlap with the range of another network of the stack. Changing it replaces the
     * network and everything in it.
     */
    cidr,
});

const jurisdiction = z
    .string()
    .refine(isJurisdiction, `an ISO 3166 country code, or ${jurisdictionGroups.join(", ")}`)
    .register(corrections, { correct: written => [nearestJurisdiction(written)] });

export const cellSchema = z.strictObject({
    /** The name of the cell, and the first label of its host: `<cell>.<domain>`. */
    name: label,
    /** Legal areas that the cell's data may be in: ISO 3166 country codes, or named groups of them. */
    jurisdictions: z.array(jurisdiction).min(1, "at least one jurisdiction"),
    /** Sets of requirements that the cell enforces. */
    standards: z.array(z.enum(standards)).default([]),
    /** The classes of its data. Personal, health and financial data are protected. */
    dataClasses: z.array(z.enum(dataClasses)).min(1, "at least one data class"),
    /** Where its models run. A region belongs to one cell. */
    regions: z.array(regionRef).min(1, "at least one region"),
    /** The region that owns resources with a single location. Required with several regions. Default: the only region. */
    primary: regionRef.optional(),
    /** A location of the cell that stores copies and serves no clients, far from its regions. */
    backup: regionRef.optional(),
    /** The order in which its regions take over from each other. Unlisted regions follow, nearest first. Default: nearest first. */
    failover: z.array(regionRef).optional(),
    /**
     * The legal basis for personal data under `gdpr` in countries without an adequacy decision: standard contractual clauses or binding
     * corporate rules (GDPR Art. 46).
     */
    safeguards: z.enum(["scc", "bcr"]).optional(),
    /** How callers of this cell authenticate. Default: `routing.auth`. */
    auth: authSchema.optional(),
    /** The account in each cloud. Default: the account that the engine is signed in to. */
    accounts: accountsSchema.optional(),
    /** Existing resources by region. They are used instead of creating them. */
    existing: z.record(regionRef, existing).default({}),
    /** Networks that are created, by region. Default: all have the same address range. */
    networks: z.record(regionRef, network).default({}),
});

/** Location of a region that is in no vendor's catalogue. */
export const placeSchema = z.strictObject({
    /** The city, for display. */
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
/** The input of `cell()`: `meridian:cells[…]` with the domain and the places, without the name. */
export type CellArgs = Omit<z.input<typeof cellArgsSchema>, "name">;
