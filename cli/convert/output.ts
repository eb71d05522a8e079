import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { ProjectError } from "../exit";
import { reasonOf, shown } from "../files";

/** A model file that is written. */
export interface Written {
    readonly file: string;
    readonly digest: string;
    /** Whether it was there before, byte by byte. */
    readonly unchanged: boolean;
}

/** Writes a model, whole or not at all. A file with another content is left alone: a release may be of it. */
export function writeModel(file: string, model: Buffer): Written {
    const digest = `sha256:${createHash("sha256").update(model).digest("hex")}`;
    const temporary = `${file}.${process.pid}.tmp`;
    try {
        if (existsSync(file)) {
            if (model.equals(readFileSync(file))) return { file, digest, unchanged: true };
            throw new ProjectError(
                `${shown(file)} is there with another content; name another file by --to, or remove it`,
            );
        }
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(temporary, model, { flag: "wx" });
        renameSync(temporary, file);
        return { file, digest, unchanged: false };
    } catch (error) {
        if (error instanceof ProjectError) throw error;
        throw new ProjectError(`${shown(file)} can't be written: ${reasonOf(error)}`);
    } finally {
        rmSync(temporary, { force: true });
    }
}
