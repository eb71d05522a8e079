import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import {
    type Cell,
    type Config,
    GlobalRouter,
    type LandingZone,
    lookupsOf,
    type ModelConfig,
    ObservabilityHub,
    parseLock,
    planConfig,
    RegionalServing,
    type RegionRef,
    ReplicatedStore,
    splitRef,
    storeOfCell,
    withCells,
} from "pulumi-meridian";

import { adapterFor } from "./adapters";
import { refuseStaleBuild } from "./fresh-build";
import { readSecretNames, readStackConfig } from "./read-config";
import { summary } from "./summary";

/** The stack: parse, plan, bind each region to its cloud's adapter, instantiate. */
export = () => {
    const project = pulumi.runtime.getRootDirectory();
    refuseStaleBuild(project);
    const all = pulumi.runtime.allConfig();
    const lock = readLock(project);
    const keys = { all: Object.keys(all), project: pulumi.getProject() };
    const beside = { ...(lock && { lock }), secrets: readSecretNames(all), keys, toBuild: true };
    const { config, plan: planned } = planConfig(readStackConfig(all), beside);
    const adapter = adapterFor(planned, config);

    const { auth, drain, edge, failover, limits, sharedName, zone } = config.routing;
    const names = adapter.zone({ domain: planned.domain, ...(zone === undefined ? {} : { id: zone }) });
    const { access, ...hosting } = config.serving;
    const authOf = (name: string) => config.cells.find(cell => cell.name === name)?.auth ?? auth;
    const cells = planned.cells.map(({ cell, servings }) => {
        const landings = servings.map(({ region }) =>
            adapter.region(splitRef(region).name).landingZone({ cell, names }),
        );
        const store = storeOf(cell, config, landings);
        return {
            cell,
            landings,
            store,
            backends: landings.map(landing => {
                const { region } = landing.target;
                return new RegionalServing(`${config.service}-${cell.name}-${splitRef(region).name}`, {
                    cell,
                    landing,
                    ...(store && { store }),
                    models: config.models.map(model => withWavesOf(model, cell)),
                    ...(lock && { lock }),
                    ...hosting,
                    ...access[region],
                    ...(config.demand && {
                        demand: withCells(
                            config.demand,
                            planned.cells.map(({ cell }) => cell),
                        ),
                    }),
                    auth: authOf(cell.name),
                    limits,
                    ...(config.observability?.samples && { samples: config.observability.samples }),
                    drain: drain.filter(region => cell.regions.includes(region)),
                    failover,
                });
            }),
        };
    });
    const router = new GlobalRouter("edge", {
        names,
        cells,
        edge,
        sharedName,
        failover,
        drain,
        cities: planned.routing.points.map(({ city }) => city),
    });

    const landings = cells.flatMap(({ landings }) => landings);
    if (landings.every(({ target }) => target.watch !== undefined)) {
        new ObservabilityHub("hub", {
            ...config.observability,
            landings,
            watches: [...cells.flatMap(({ backends, store }) => [...backends, ...(store ? [store] : [])]), router],
            failover,
            ...(config.recovery && { recovery: config.recovery }),
            ...(config.budget && { budget: config.budget }),
        });
    }

    return { cells: summary(planned, names, router.points) };
};

/** A model as one cell has it: waves of regions of other cells are theirs. */
function withWavesOf({ regions, ...model }: ModelConfig, cell: Cell): ModelConfig {
    const own = Object.entries(regions).filter(([region]) => cell.regions.includes(region as RegionRef));
    return { ...model, regions: Object.fromEntries(own) };
}

/** The tables of a cell, where it has some. */
function storeOf(
    cell: Cell,
    { models, service, store }: Config,
    landings: readonly LandingZone[],
): ReplicatedStore | undefined {
    const own = store && storeOfCell(store, cell);
    return (
        own &&
        new ReplicatedStore(`${service}-${cell.name}-store`, { ...own, lookups: lookupsOf(models), cell, landings })
    );
}

/** `meridian.lock.json`, which `meridian resolve` writes, where there is one. */
function readLock(project: string) {
    const file = path.join(project, "meridian.lock.json");
    return existsSync(file) ? parseLock(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}
