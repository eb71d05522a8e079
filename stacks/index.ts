import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { Service, type ServiceConfig } from "pulumi-meridian";
import { parseLock } from "pulumi-meridian/plan";

import { adapters } from "./adapters";
import { refuseStaleBuild } from "./fresh-build";
import { readSecretNames, readStackConfig } from "./read-config";
import { summary } from "./summary";

/** The stack: what its config says, as one `Service`. */
export = () => {
    const project = pulumi.runtime.getRootDirectory();
    refuseStaleBuild(project);
    const all = pulumi.runtime.allConfig();
    // A stack says its service; a program may leave that to the component's name.
    const config: Record<string, unknown> = { service: undefined, ...readStackConfig(all) };
    const lock = readLock(project);
    const service = new Service(String(config.service), config as unknown as ServiceConfig, {
        clouds: adapters,
        ...(lock && { lock }),
        secrets: readSecretNames(all),
        keys: { all: Object.keys(all), project: pulumi.getProject() },
        // As they are called since before there was a `Service`.
        names: { router: "edge", hub: "hub" },
    });
    return { cells: summary(service) };
};

/** `meridian.lock.json`, which `meridian resolve` writes, where there is one. */
function readLock(project: string) {
    const file = path.join(project, "meridian.lock.json");
    return existsSync(file) ? parseLock(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}
