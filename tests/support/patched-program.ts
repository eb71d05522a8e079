import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import type { LocalStack } from "./local-stack";
import { until } from "./until";

/** What is broken in a copy of the compiled code: file below `dist`, and what stands there in place of what. */
export interface Patch {
    readonly file: string;
    readonly changes: readonly (readonly [from: string, to: string])[];
}

/** Looks at no digest: neither of what it opens, nor of what the file has become. */
export const unchecked: Patch = {
    file: "runtime/model-server/release.js",
    changes: [
        ["found !== this.source.digest", "false"],
        ["found === this.source.digest", "true"],
    ],
};

/**
 * Has a process of a running stack run from a copy of the code in which something is broken, and returns what puts it back: a way
 * to break what a drill guards. `environment` changes its variables.
 */
export async function withPatchedProgram(
    stack: LocalStack,
    name: RegExp,
    { file, changes }: Patch,
    environment: (text: string) => string = text => text,
): Promise<() => Promise<void>> {
    const own = path.join(packageRoot(), "dist");
    const copy = path.join(stack.project, "patched", path.basename(file), "dist");
    cpSync(own, copy, { recursive: true });
    let code = readFileSync(path.join(copy, file), "utf8");
    for (const [from, to] of changes) {
        assert.ok(code.includes(from), `${file} has no ${from}`);
        code = code.replaceAll(from, to);
    }
    writeFileSync(path.join(copy, file), code);

    const { supervisor } = stack;
    const [program] = (await supervisor.programs()).filter(one => name.test(one.name));
    assert.ok(program, `no process is called like ${String(name)}`);
    const section = path.join(stack.root, "programs", `${program.name}.conf`);
    const before = readFileSync(section, "utf8");
    assert.ok(before.includes(own));
    const run = async (text: string) => {
        writeFileSync(section, text);
        await supervisor.remove(program.name);
        await supervisor.reread();
        await supervisor.add(program.name);
        await until(
            "it runs",
            async () =>
                (await supervisor.programs()).some(one => one.name === program.name && one.statename === "RUNNING"),
            30_000,
        );
    };
    await run(environment(before.replace(own, copy)));
    return () => run(before);
}
