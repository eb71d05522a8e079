import { chmodSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root";
import { pipInstall } from "../pip";
import type { Tool } from "../tool";

const VERSION = "4.3.0";
const programs = ["supervisord", "supervisorctl"];

export const supervisord: Tool = {
    name: "supervisord",
    minimum: "4.2.0",
    versionArgs: ["--version"],
    version: VERSION,
    recipe: ["supervisord/requirements.txt", ...programs.map(name => `supervisord/${name}.py`)],
    building: `getting Supervisor ${VERSION}`,
    install:
        "install Supervisor 4.2 or later (`apt install supervisor`, `brew install supervisor` or `pipx install supervisor`)",
    async build(into, log) {
        const lib = join(into, "lib");
        await pipInstall("supervisord/requirements.txt", lib, log);
        rmSync(join(lib, "bin"), { recursive: true, force: true });
        mkdirSync(join(into, "bin"));
        for (const name of programs) {
            const program = join(into, "bin", name);
            copyFileSync(join(packageRoot(), "tools", "supervisord", `${name}.py`), program);
            chmodSync(program, 0o755);
        }
    },
};
