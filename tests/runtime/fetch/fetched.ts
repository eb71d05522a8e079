import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { until } from "../../support/until";
import { type Environment, Program } from "../program";

export function digestOf(content: Buffer): string {
    return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** Enough for some tenths of progress, and for a connection to be cut in the middle. */
export function release(bytes = 300_000): Buffer {
    return randomBytes(bytes);
}

const folders: string[] = [];

process.on("exit", () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A directory that is removed at the end of the process. */
export function folder(): string {
    const made = mkdtempSync(path.join(tmpdir(), "meridian-fetch-"));
    folders.push(made);
    return made;
}

/** A run of the program, as built. */
export class Fetch extends Program {
    readonly file: string;

    constructor(content: Buffer, environment: Environment) {
        const file = environment.MODEL_URI ?? path.join(folder(), "release");
        super("fetch", { MODEL_URI: file, MODEL_DIGEST: digestOf(content), ...environment });
        this.file = file;
    }

    /** Everything that it wrote. */
    get text(): string {
        return [...this.lines.map(line => JSON.stringify(line)), ...this.noise].join("\n");
    }

    /** Why it failed, in its own words. */
    get reason(): string {
        return this.events("failed")[0]?.reason ?? "";
    }

    /** What lies beside the file: its parts. */
    get parts(): string[] {
        const directory = path.dirname(this.file);
        if (!existsSync(directory)) return [];
        return readdirSync(directory).filter(name => name !== path.basename(this.file));
    }

    async untilPart(): Promise<string> {
        return until("a part of the file", () => this.parts[0]);
    }
}
