import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../../cache";
import { answerOfGo, goBuild, type GoProgram } from "../../go";
import { installOnce } from "../../install";
import { packageRoot } from "../../package-root";
import type { Progress } from "../../progress";
import { architectures, type Architecture } from "../architecture";

export interface GoModule {
    readonly path: string;
    readonly version: string;
    /** Its digest in go.sum. */
    readonly sum: string;
    readonly license: Uint8Array;
}

export interface BuiltGoProgram {
    readonly content: Uint8Array;
    readonly modules: readonly GoModule[];
}

/** Compiled for every architecture by the pinned toolchain, once, and what it is compiled from: so the bytes depend on pins alone. */
export async function goProgramFor(
    name: string,
    program: GoProgram,
    architecture: Architecture,
    toolchain: string,
    progress: Progress,
): Promise<BuiltGoProgram> {
    const pinned = ["go.mod", "go.sum"].map(file => readFileSync(join(packageRoot(), "tools", program.module, file)));
    const recipe = createHash("sha256").update(Buffer.concat(pinned)).digest("hex").slice(0, 12);
    const directory = join(cacheDirectory(), "images", "go", `${name}-${toolchain}-${recipe}`);
    await installOnce(
        directory,
        (into, log) =>
            progress.step(`building ${name} for ${architectures.join(" and ")}`, () =>
                build(name, program, toolchain, into, log),
            ),
        progress,
    );
    return {
        content: readFileSync(join(directory, architecture, name)),
        modules: JSON.parse(readFileSync(join(directory, "modules.json"), "utf8"), revive) as GoModule[],
    };
}

async function build(name: string, program: GoProgram, toolchain: string, into: string, log: string): Promise<void> {
    const modules = process.env.GOMODCACHE ?? join(into, "modules");
    for (const architecture of architectures) {
        mkdirSync(join(into, architecture));
        const environment = {
            ...{ GOTOOLCHAIN: toolchain, GOOS: "linux", GOARCH: architecture, GOAMD64: "v1", GOARM64: "v8.0" },
            // A user's own choices would be other bytes.
            ...{ GOFLAGS: "-buildvcs=false", GOEXPERIMENT: "", GOMODCACHE: modules },
        };
        await goBuild({ ...program, environment }, join(into, architecture, name), into, log);
    }
    const scratch = join(into, "go");
    const described = (await answerOfGo(["version", "-m", join(into, architectures[0], name)], scratch)) ?? "";
    rmSync(scratch, { recursive: true, force: true });
    const found = [...described.matchAll(/^\t(?:mod|dep)\t(\S+)\t(\S+)\t(h1:\S+)$/gm)].map(
        ([, path, version, sum]) => ({
            path: path!,
            version: version!,
            sum: sum!,
            license: licenseIn(join(modules, `${escaped(path!)}@${escaped(version!)}`)),
        }),
    );
    if (found.length === 0) throw new Error(`go names no modules of ${name}; it printed: ${described.slice(0, 200)}`);
    writeFileSync(join(into, "modules.json"), JSON.stringify(found));
    if (process.env.GOMODCACHE === undefined) rmSync(modules, { recursive: true });
}

/** A module cache may lie on a file system that ignores case (golang.org/x/mod/module, `EscapePath`). */
const escaped = (path: string) => path.replaceAll(/[A-Z]/g, letter => `!${letter.toLowerCase()}`);

function licenseIn(folder: string): string {
    const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
    if (file === undefined)
        throw new Error(`${folder} has no text of its licence; a program with it can't be in an image`);
    return readFileSync(join(folder, file), "base64");
}

const revive = (key: string, value: unknown) => (key === "license" ? Buffer.from(value as string, "base64") : value);
