import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { type Engine, openEngine } from "../../cli/engine";
import { getTool } from "../../tools";
import { packageRoot } from "../../tools/package-root";
import { stackName } from "../gates/stand";

/** What the engine costs without us: a program without a resource, in the same language and under the same settings. */
export async function emptyProject(): Promise<Engine> {
    const project = await mkdtemp(path.join(tmpdir(), "empty-"));
    await mkdir(path.join(project, "stacks"));
    const files = {
        "Pulumi.yaml":
            "name: empty\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: stacks/index.js\nstackConfigDir: stacks\n",
        "stacks/index.js": "module.exports = () => ({});\n",
        [`stacks/Pulumi.${stackName}.yaml`]: "config: {}\n",
    };
    for (const [name, content] of Object.entries(files)) await writeFile(path.join(project, name), content);
    await symlink(path.join(packageRoot(), "node_modules"), path.join(project, "node_modules"));
    const engine = openEngine(project, stackName, await getTool("pulumi"));
    await engine.ask(["stack", "init", stackName]);
    await engine.ask(["up", "--yes", "--skip-preview", "--stack", stackName]);
    return engine;
}
