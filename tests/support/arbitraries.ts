import fc from "fast-check";

import type { ConfigInput } from "../../components/plan/config/config";
import { segmentsOf } from "../../components/plan/config/paths";
import { hostingOn } from "../../components/plan/clouds/table";
import { checkConfig } from "../../components/plan/plan";
import type { Cloud, RegionRef } from "../../components/plan/places/catalogue";
import { runsIn } from "../../components/plan/serving/model-cells";
import type { AuthInput } from "../../components/plan/serving/auth";
import { proofsOf, withAuth } from "./arbitraries/auth";
import { type AwsInput, awsSettings, withClients } from "./arbitraries/aws";
import { type Cells, cellsOn, said } from "./arbitraries/cells";
import { demandOn } from "./arbitraries/demand";
import { lookableIn } from "./arbitraries/features";
import { labels, shortLabels } from "./arbitraries/forms";
import { withKubernetes } from "./arbitraries/kubernetes";
import { hostingOf } from "./arbitraries/hosting";
import { withLatency } from "./arbitraries/latency";
import { modelsIn, withBaselines, withOwnCells } from "./arbitraries/models";
import { withOwnServers } from "./arbitraries/own-servers";
import { routingOf } from "./arbitraries/routing";
import { builtStacks, cloudsOf, localStacks, type Stack, stacks } from "./arbitraries/stack";
import { storeOf } from "./arbitraries/store";
import { budgetOf, observabilityOf, recoveryOf } from "./arbitraries/watch";

export type { ConfigInput } from "../../components/plan/config/config";
export { someAuthority, someKey } from "./arbitraries/auth";
export { awsSettings, wrongAwsSettings } from "./arbitraries/aws";
export type { CellInput } from "./arbitraries/cells";
export type { ModelInput, TrafficInput } from "./arbitraries/model-input";

/** How many times as many configs as usual: `npm run test:deep` tries others at each run, and many of them. */
const times = Number(process.env.MERIDIAN_RUNS ?? 1);

/** The same configs in every run: a failure seen once is seen again. Where more are tried, a failure reports its seed, for `MERIDIAN_SEED`. */
const seed = process.env.MERIDIAN_SEED ?? (times === 1 ? 1_848_201 : undefined);
export const fixedSeed: { readonly seed?: number } = seed === undefined ? {} : { seed: Number(seed) };

/** So many configs, or as many times as many as are asked for. */
export function runs(count = 100) {
    return { ...fixedSeed, numRuns: count * times };
}

/**
 * Valid configs of stacks on every cloud and on several: cells, models, releases, shares and waves, and all that the clouds of
 * a stack have in common, by the table of what they can do.
 */
export const configs: fc.Arbitrary<ConfigInput> = stacks.chain(configsOf);

/** The same for stacks that can be built: with the options that their clouds require, and without what no adapter builds. */
export const builtConfigs: fc.Arbitrary<ConfigInput> = builtStacks
    .chain(stack =>
        stack.names === "aws"
            ? fc.tuple(configsOf(stack), awsSettings).map(withAws)
            : stack.names === "kubernetes"
              ? configsOf(stack).chain(withKubernetes)
              : configsOf(stack),
    )
    .map(withHome)
    .map(withoutUnbuilt)
    .filter(({ isAccepted }) => isAccepted)
    .map(({ config }) => config);

/** The same of this machine alone, whose gates every test can run. */
export const localConfigs: fc.Arbitrary<ConfigInput> = localStacks.chain(configsOf);

/** Removes what is reported as not built, until nothing is; and returns whether anything else is wrong. */
function withoutUnbuilt(written: ConfigInput): { readonly config: ConfigInput; readonly isAccepted: boolean } {
    const config = structuredClone(written);
    for (;;) {
        const { faults } = checkConfig(config, { toBuild: true });
        const unbuilt = faults.filter(({ code }) => code === "capability/not-built");
        if (unbuilt.length === 0) return { config, isAccepted: faults.length === 0 };
        unbuilt.forEach(({ path }) => {
            takeOut(config, path);
        });
    }
}

function takeOut(config: object, path: string): void {
    const segments = segmentsOf(path);
    const last = segments.pop()!;
    const holder = segments.reduce<Record<PropertyKey, unknown> | undefined>(
        (at, segment) => at?.[segment] as Record<PropertyKey, unknown> | undefined,
        config as Record<PropertyKey, unknown>,
    );
    if (holder !== undefined) Reflect.deleteProperty(holder, last);
}

/** Where cells are on several clouds, the config sets the home of the view over all. */
function withHome(config: ConfigInput): ConfigInput {
    const regions = config.cells.flatMap(cell => cell.regions as RegionRef[]);
    return cloudsOf(regions).length > 1
        ? { ...config, observability: { home: regions[0]!, ...config.observability } }
        : config;
}

/** Regions in one zone have an objective that they can meet. */
function withAws([config, aws]: [ConfigInput, AwsInput]): ConfigInput {
    const isHigh = (config.observability?.slo?.availability ?? 0) > 0.995;
    return { ...config, aws: { ...config.aws, ...aws, ...(isHigh && { footprint: "full" as const }) } };
}

function configsOf(stack: Stack): fc.Arbitrary<ConfigInput> {
    return cellsOn(stack)
        .chain(({ cells, places }) => withAuth(cells, stack).map(({ cells, auth }) => ({ cells, places, auth })))
        .chain(around => routedOf(stack, around))
        .chain(withLatency)
        .chain(withOwnServers)
        .map(withUsedGpus(stack))
        .map(withClients(stack));
}

/** GPUs only where some server on each cloud uses them. */
function withUsedGpus({ clouds, hosting }: Stack): (config: ConfigInput) => ConfigInput {
    const only = clouds.filter(cloud => hostingOn(cloud, hosting)?.gpusOfOwnServers);
    return config => {
        const { gpu, ...serving } = config.serving ?? {};
        const uses = (cloud: Cloud) =>
            config.models.some(
                model =>
                    Object.values(model.releases).some(({ server }) => server !== undefined) &&
                    config.cells.some(({ name, regions }) => runsIn(model, name) && cloudsOf(regions).includes(cloud)),
            );
        return gpu === undefined || only.every(uses) ? config : { ...config, serving };
    };
}

interface Around extends Cells {
    readonly auth: AuthInput | undefined;
}

function routedOf(stack: Stack, { cells, places, auth }: Around): fc.Arbitrary<ConfigInput> {
    const regions = cells.flatMap(cell => cell.regions as RegionRef[]);
    const { tokens } = proofsOf(cells, auth);
    const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
    return routingOf(stack, cells, auth)
        .chain(routing => {
            const inTraffic = (refs: readonly string[]) => refs.filter(ref => !routing.drain?.includes(ref));
            const survivable = cells.every(({ regions }) => inTraffic(regions).length > 1);
            return hostingOf(stack, regions, survivable, tokens).map(serving => ({ routing, serving }));
        })
        .chain(asked => optional(demandOn(stack, cells, asked)).map(demand => ({ ...asked, demand })))
        .chain(asked => optional(storeOf(cells, asked.serving.cache !== undefined)).map(store => ({ ...asked, store })))
        .chain(({ demand, routing, serving, store }) =>
            fc.record({
                service: stack.clouds[0] === "local" ? labels : shortLabels,
                domain: domainsOf(stack),
                cells: fc.constant([...cells]),
                places: fc.constant(Object.keys(places).length === 0 ? undefined : places),
                models: modelsIn({
                    stack,
                    regions,
                    tokens,
                    ...(demand && { demand }),
                    lookable: lookableIn(store, cells, stack),
                }).chain(models => withOwnCells(models, cells)),
                serving: fc.constant(Object.keys(serving).length === 0 ? undefined : serving),
                routing: fc.constant(Object.keys(routing).length === 0 ? undefined : routing),
                demand: fc.constant(demand),
                store: fc.constant(store),
                observability: optional(observabilityOf({ cells, places }, store !== undefined)),
                recovery: optional(recoveryOf(stack, cells, routing)),
                budget: optional(budgetOf(cells)),
            }),
        )
        .map(withDrift)
        .chain(withFailback)
        .map(config => said(config) as ConfigInput);
}

/** What drift is measured of has a baseline. */
function withDrift<C extends Pick<ConfigInput, "observability" | "models">>(config: C): C {
    return config.observability?.drift === undefined ? config : { ...config, models: withBaselines(config.models) };
}

/** What comes back only where something is taken out. */
function withFailback<C extends Pick<ConfigInput, "observability" | "routing">>(config: C): fc.Arbitrary<C> {
    const { failover, ...routing } = config.routing ?? {};
    return config.observability?.withdraw === undefined
        ? fc.constant(config)
        : fc.option(fc.nat(86_400), { nil: undefined }).map(failbackAfterSeconds => ({
              ...config,
              ...(failbackAfterSeconds !== undefined && {
                  routing: { ...routing, failover: { ...failover, failbackAfterSeconds } },
              }),
          }));
}

/** Certificates of AWS and Google Cloud have a first name of 64 characters at most. */
function domainsOf({ clouds, edge, names }: Stack): fc.Arbitrary<string | undefined> {
    const long = clouds.includes("aws") || clouds.includes("gcp") ? [] : [`${"long.".repeat(35)}name`];
    return fc.constantFrom(
        "screening.localhost",
        "a.b",
        ...long,
        ...(edge === "internal" && names !== "aws" ? [undefined] : []),
    );
}
