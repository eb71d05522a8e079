import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../package-root";
import type { Architecture } from "../architecture";
import type { DebianName } from "./debian-packages";

/** A package of npm that images have files of: no dependency of this package, so not in its lock. */
export interface NpmPin {
    readonly name: string;
    readonly version: string;
    /** As npm writes it: SHA-512 in base64. */
    readonly integrity: string;
}

export interface DebianPin {
    readonly version: string;
    /** The source package, which licences oblige to offer: with its version where that differs. */
    readonly source: string;
    /** Of the package's file. */
    readonly sha256: string;
    /** SHA-256 of each committed file, by its path in images. */
    readonly files: Readonly<Record<string, string>>;
}

export interface Pins {
    /** The toolchain that compiles programs in Go (GOTOOLCHAIN). */
    readonly go: string;
    readonly node: Readonly<Record<Architecture, NpmPin>>;
    readonly "onnxruntime-node": NpmPin;
    readonly debian: {
        readonly release: string;
        readonly number: string;
        readonly packages: Readonly<Record<DebianName, Readonly<Partial<Record<Architecture | "all", DebianPin>>>>>;
    };
}

export const images = () => join(packageRoot(), "tools", "images");
export const pinsFile = () => join(images(), "pins.json");
/** Where a file of Debian is committed. */
export const committed = (edition: Architecture | "all", file: string) => join(images(), "debian", edition, file);
export const committedLicense = (name: DebianName) => join(images(), "debian", "copyright", name);

export function readPins(): Pins {
    const file = pinsFile();
    if (!existsSync(file)) throw new Error(`${file} is missing; restore it with \`git checkout -- tools/images\``);
    return JSON.parse(readFileSync(file, "utf8")) as Pins;
}
