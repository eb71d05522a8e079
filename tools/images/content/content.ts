import type { Progress } from "../../progress";
import type { Architecture } from "../architecture";
import type { Pins } from "../pins/pins";

/** A file, a link or an empty folder of an image. Paths are from the root, without a leading slash. */
export type Entry =
    | { readonly path: string; readonly data: Uint8Array; readonly executable?: true }
    | { readonly path: string; readonly target: string }
    | { readonly path: string; readonly mode: number; readonly owner?: number };

/** What the list of an image's software (SBOM) has of a part. */
export interface Package {
    readonly name: string;
    readonly version: string;
    /** An SPDX expression. */
    readonly license: string;
    /** https://github.com/package-url/purl-spec */
    readonly purl: string;
    /** Of the file that it came in. */
    readonly checksum?: { readonly algorithm: "SHA256" | "SHA512"; readonly value: string };
    /** Go's own digest of a module's files (golang.org/x/mod/sumdb/dirhash). */
    readonly goSum?: string;
    /** By which scanners look up what is not in a registry's data. */
    readonly cpe?: string;
    /** The source package. */
    readonly source?: string;
    /** The licence's text, which images carry. */
    readonly text: Uint8Array;
}

export interface Content {
    readonly entries: readonly Entry[];
    readonly packages: readonly Package[];
}

/** The recipients and sources of content. */
export interface Making {
    readonly architecture: Architecture;
    readonly pins: Pins;
    readonly progress: Progress;
}

/** One layer. Images that name the same one share its blob. */
export interface Layer {
    readonly name: string;
    make(making: Making): Content | Promise<Content>;
}

export const text = (lines: readonly string[]) => Buffer.from(lines.map(line => `${line}\n`).join(""));
