import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { goBuild, type GoProgram } from "../go";
import type { Tool } from "../tool";

const VERSION = "2.15.2";

export const program: GoProgram = {
    module: "nats-server",
    package: "github.com/nats-io/nats-server/v2",
    variables: {},
    minimumGo: "1.26.0",
};

export const natsServer: Tool = {
    name: "nats-server",
    // From 2.12 on a leader's checks of expected revisions count what is still on its way to the replicas.
    minimum: "2.12.0",
    versionArgs: ["--version"],
    version: VERSION,
    recipe: ["nats-server/go.mod", "nats-server/go.sum"],
    building: `building nats-server ${VERSION}`,
    install:
        "install nats-server 2.12 or later (https://docs.nats.io/running-a-nats-service/introduction/installation, or `brew install nats-server`)",
    async build(into, log) {
        mkdirSync(join(into, "bin"));
        await goBuild(program, join(into, "bin", "nats-server"), into, log);
    },
};
