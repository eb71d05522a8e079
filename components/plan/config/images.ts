import { z } from "zod";

import { sha256 } from "./form";

/** Images of the runtime (docs/operations/images.md), by the names of their repositories. */
export const imageNames = ["runtime", "runtime-native", "fetch", "gate", "store"] as const;
export type ImageName = (typeof imageNames)[number];

/** The digest of each image as a registry has it: that of its index, which names every architecture. */
export const lockedImages = z.partialRecord(z.enum(imageNames), sha256);
export type LockedImages = z.output<typeof lockedImages>;

/** Successive repeated digits of a made-up digest, at its beginning or its end. */
const repeated = 48;
/** The longest pattern that they repeat, as `0123456789abcdef`. */
const longestPattern = 16;

/** The pattern that identifies a digest as a placeholder. */
export const placeholderSign = `${repeated} successive digits repeat a pattern`;

/** The end of the sentence of a fault about a digest. */
export const noPlaceholder = `no ${repeated} successive digits of which repeat a pattern`;

/**
 * Whether a digest, or a text that ends with one, was made up: 48 successive digits repeat a pattern of up to 16, as in `000…001` and
 * `deadbeef…`. The SHA-256 of a file does so with a probability below 2^-120.
 */
export function isPlaceholder(digest: string): boolean {
    const [digits = ""] = /[0-9a-f]{64}$/.exec(digest) ?? [];
    const starts = Array.from({ length: Math.max(0, digits.length - repeated + 1) }, (_, start) => start);
    return starts.some(start => repeats(digits.slice(start, start + repeated)));
}

function repeats(digits: string): boolean {
    const lengths = Array.from({ length: longestPattern }, (_, i) => i + 1);
    return lengths.some(length => digits.slice(length) === digits.slice(0, -length));
}
