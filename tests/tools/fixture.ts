import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tool } from "../../tools/tool";

/** A directory of its own for each test, with the cache inside it; PATH and the home may be set and are put back. */
export function isolated() {
    const saved = ["PATH", "MERIDIAN_CACHE", "HOME", "XDG_CONFIG_HOME"].map(name => [name, process.env[name]] as const);
    let root = "";
    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "meridian-tools-"));
        process.env.MERIDIAN_CACHE = join(root, "cache");
    });
    afterEach(() => {
        for (const [name, value] of saved) {
            if (value === undefined) Reflect.deleteProperty(process.env, name);
            else process.env[name] = value;
        }
        rmSync(root, { recursive: true, force: true });
    });
    return {
        directory: (name: string) => {
            mkdirSync(join(root, name), { recursive: true });
            return join(root, name);
        },
    };
}

export function writeProgram(directory: string, name: string, prints: string): string {
    mkdirSync(directory, { recursive: true });
    const path = join(directory, name);
    writeFileSync(path, `#!/bin/sh\necho '${prints}'\n`);
    chmodSync(path, 0o755);
    return path;
}

export function fakeTool(overrides: Partial<Tool> = {}): Tool {
    return {
        name: "faketool",
        minimum: "2.1.0",
        versionArgs: ["--version"],
        version: "2.5.0",
        recipe: ["supervisord/requirements.txt"],
        building: "building faketool",
        install: "install faketool 2.1 or later from its site",
        build: into => {
            writeProgram(join(into, "bin"), "faketool", "2.5.0");
            return Promise.resolve();
        },
        ...overrides,
    };
}
