import * as pulumi from "@pulumi/pulumi";

import { Service, type ServiceConfig } from "pulumi-meridian";

import { adapters } from "./adapters";
import { refuseStaleBuild } from "./fresh-build";
import { readLock, readSecretNames, readStackConfig } from "./read-config";
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
    const makesZone = Object.values(service.names).some(({ nameServers }) => nameServers !== undefined);
    return { cells: summary(service), ...(makesZone && { nameServers: service.nameServers }) };
};
