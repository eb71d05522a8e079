import { z } from "zod";

import { knownRegions, type RegionRef, splitRef } from "../places/catalogue";
import { countryName } from "../places/countries";
import { cidrOf, cidrText, looseCidrOf } from "../places/cidr";
import { nearestJurisdiction } from "../places/jurisdictions";
import { nearestSpelling } from "./spelling";

/** Corrections of a value of the wrong form, for its remedy. A correction that has the wrong form too is dropped. */
export const corrections = z.registry<{ readonly correct: (written: string) => readonly (string | undefined)[] }>();

/** A name that becomes one label of a host name (RFC 1123), short enough for every cloud. */
export const label = z
    .string()
    .regex(
        /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/,
        "lower-case letters, digits and inner hyphens, 32 at most, letter first",
    )
    .register(corrections, { correct: written => [slugOf(written)] });

function slugOf(title: string): string {
    const plain = title.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return plain.replace(/[^a-z0-9]+/g, "-").replace(/^[0-9-]+|-$/g, "");
}

export const domainSchema = z
    .string()
    .max(180, "180 characters at most")
    .regex(
        /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
        "a DNS name of two labels or more",
    )
    // People paste addresses: `https://screening.example.com/` for `screening.example.com`.
    .register(corrections, { correct: written => [hostIn(written.toLowerCase())] });

function hostIn(address: string): string {
    return address.replace(/^[a-z]+:\/\//, "").replace(/[/:].*$|\.$/, "");
}

/** An attribute of an item in a table. */
export const attribute = z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "letters, digits and _, 64 at most, no digit first");

/** A region with its cloud. The planner checks whether the region exists. */
export const regionRef = z
    .string()
    .regex(/^[a-z][a-z0-9-]*:[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "<cloud>:<region>, as in aws:eu-west-1")
    .register(corrections, { correct: written => [nearestSpelling(written, knownRegions), regionCalled(written)] })
    .transform(ref => ref as RegionRef);

/** The region with that name, or a similar one, on any cloud. */
function regionCalled(name: string): RegionRef | undefined {
    const nearest = nearestSpelling(
        name,
        knownRegions.map(ref => splitRef(ref).name),
    );
    return knownRegions.find(ref => splitRef(ref).name === nearest);
}

/** Semantic Versioning 2.0.0; it also becomes part of file and process names. */
export const version = z
    .string()
    .max(64, "64 characters at most")
    .regex(
        /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/,
        "a semantic version, as in 1.0.0",
    )
    // `v1.0.0` is a tag's name, and `1.0` short for a version.
    .register(corrections, { correct: written => ["", ".0", ".0.0"].map(rest => written.replace(/^v/i, "") + rest) });

const aCountryCode = "an ISO 3166 country code, as in PT";

/** An ISO 3166-1 alpha-2 code. The form alone is what editors can check. */
export const countryCode = z
    .string()
    .regex(/^[A-Z]{2}$/, aCountryCode)
    .refine(code => countryName(code) !== undefined, aCountryCode)
    .register(corrections, { correct: written => [nearestJurisdiction(written)] });

/** What `sha256sum` prints, with the name of the algorithm before it. */
export const sha256 = z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, "sha256:<64 hexadecimal digits>")
    .register(corrections, { correct: written => [`sha256:${written.trim().toLowerCase()}`] });

/** A number in a range, both ends included. */
export function between(least: number, most: number): z.ZodNumber {
    return z.number().min(least, `${least} to ${most}`).max(most, `${least} to ${most}`);
}

/** A whole number in a range, both ends included. */
export function whole(least: number, most: number): z.ZodNumber {
    return z.number().int().min(least, `${least} to ${most}`).max(most, `${least} to ${most}`);
}

/** References a config key `secrets:<name>`, which the engine stores encrypted. The config itself contains no secret. */
export const secretRef = z.strictObject({
    /** The name, as in `secrets:<name>`. */
    secret: label,
});

/** The id of an existing resource in the cloud's notation: an ARN, a path, a name. */
export const existingId = z.string().min(1, "at least one character").max(2048, "2048 characters at most");

/** A range of IPv4 addresses in CIDR notation (RFC 4632), written by its first address. */
export const cidr = z
    .string()
    .refine(written => looseCidrOf(written) !== undefined, "an IPv4 range in CIDR notation, as in 10.1.0.0/16")
    .refine(
        written => looseCidrOf(written) === undefined || cidrOf(written) !== undefined,
        "the first address of the range, as in 10.1.0.0/16",
    )
    .register(corrections, {
        correct: written => {
            const range = looseCidrOf(written);
            return [range && cidrText(range)];
        },
    });

/** The keys of a table, as the values of an enumeration. */
export function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): [K, ...K[]] {
    return Object.keys(table) as [K, ...K[]];
}
