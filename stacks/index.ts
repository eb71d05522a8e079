import * as pulumi from "@pulumi/pulumi";

import { GlobalRouter, parseConfig, plan, RegionalServing, splitRef } from "pulumi-meridian";

import { adapterFor } from "./adapters";
import { refuseStaleBuild } from "./fresh-build";
import { readStackConfig } from "./read-config";
import { summary } from "./summary";

/** The stack: parse, plan, bind each region to its cloud's adapter, instantiate. */
export = () => {
    refuseStaleBuild(pulumi.runtime.getRootDirectory());
    const config = parseConfig(readStackConfig(pulumi.runtime.allConfig()));
    const planned = plan(config);
    const adapter = adapterFor(planned, config);

    const names = adapter.zone({ domain: planned.domain });
    const { auth, drain, failover, limits } = config.routing;
    const authOf = (name: string) => config.cells.find(cell => cell.name === name)?.auth ?? auth;
    const cells = planned.cells.map(({ cell, servings }) => ({
        cell,
        backends: servings.map(({ region }) => {
            const landing = adapter.region(splitRef(region).name).landingZone({ cell, names });
            const name = `${config.service}-${cell.name}-${splitRef(region).name}`;
            return new RegionalServing(name, {
                cell,
                landing,
                models: config.models,
                auth: authOf(cell.name),
                limits,
                drain: drain.filter(region => cell.regions.includes(region)),
                failover,
            });
        }),
    }));
    const router = new GlobalRouter("edge", {
        names,
        cells,
        failover,
        drain,
        cities: planned.routing.points.map(({ city }) => city),
    });

    return { cells: summary(planned, names, router.points) };
};
