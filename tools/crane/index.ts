import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { goBuild } from "../go";
import type { Tool } from "../tool";

const VERSION = "0.22.1";

/** Pushes and validates container images, and serves a registry. */
export const crane: Tool = {
    name: "crane",
    // From 0.20 on it attaches what has a subject also where the registry has no referrers API.
    minimum: "0.20.0",
    versionArgs: ["version"],
    version: VERSION,
    recipe: ["crane/go.mod", "crane/go.sum"],
    building: `building crane ${VERSION}`,
    install:
        "install crane 0.20 or later (https://github.com/google/go-containerregistry/tree/main/cmd/crane, or `brew install crane`)",
    async build(into, log) {
        mkdirSync(join(into, "bin"));
        await goBuild(
            {
                module: "crane",
                package: "github.com/google/go-containerregistry/cmd/crane",
                variables: { "github.com/google/go-containerregistry/cmd/crane/cmd.Version": VERSION },
                minimumGo: "1.26.0",
            },
            join(into, "bin", "crane"),
            into,
            log,
        );
    },
};
