import { type Cell, planCell } from "./cells/cell";
import { servingRegions } from "./cells/drain";
import { buildFaults } from "./clouds/build-faults";
import { withLockedImages } from "./config/cloud-images";
import { type Checked, check, checked } from "./config/check";
import { type Config, configSchema } from "./config/config";
import { emptyLock, type Lock, pinned, type PinnedModel } from "./config/lock";
import { type ConfigKeys, namespaceFaults } from "./config/namespaces";
import { missingSecretFaults } from "./config/secrets";
import { authOf, configFaults } from "./config-faults";
import { refuse } from "./faults";
import { type Link, planLinks } from "./routing/latency";
import { planRouting, type RoutingPlan, someCities } from "./routing/routing";
import { hasZones, type Naming, namings } from "./routing/naming";
import { domainOf } from "./routing/routing-faults";
import { loadsOfCell } from "./serving/capacity-faults";
import { checksFor } from "./serving/checks";
import { lookupsOf } from "./serving/features";
import { modelsIn } from "./serving/model-cells";
import { planLimits } from "./serving/limits";
import { type Load, loadsOf } from "./serving/loads";
import { planServing, type ServingPlan } from "./serving/serving";
import { planStore, type StorePlan } from "./store/store-plan";
import { planWatch, type WatchPlan } from "./watch/watch-plan";

/** Everything that can be decided before a resource exists. */
export interface Plan {
    readonly service: string;
    readonly domain: string;
    readonly cells: readonly CellPlan[];
    /** One for each cloud whose names lead to cells, in order of the cloud's name. */
    readonly routings: readonly RoutingPlan[];
    readonly watch: WatchPlan;
    /** Where requests come from, where demand says so. */
    readonly loads: readonly Load[];
    /** The ways whose length is simulated, on `local`. */
    readonly links: readonly Link[];
}

/** A cell with what serves it, and its store. */
export interface CellPlan {
    readonly cell: Cell;
    /** One for each region, in order of name. */
    readonly servings: readonly ServingPlan[];
    /** Where the cell has tables. */
    readonly store?: StorePlan;
}

/** What is known beside the config. */
export interface Beside {
    /** Digests that the config doesn't say. */
    readonly lock?: Lock;
    /** Names of the config keys `secrets:<name>`, where they are known. */
    readonly secrets?: readonly string[];
    /** All keys of the stack's config, where they are known. */
    readonly keys?: ConfigKeys;
    /** Whether what can be planned and not be built is a fault, too: clouds without an adapter. Default: it is none. */
    readonly toBuild?: boolean;
}

/** A config as it was written, parsed and checked in form and meaning: every fault at once. */
export function checkConfig(
    input: unknown,
    { lock = emptyLock, secrets, keys, toBuild = false }: Beside = {},
): Checked<Config> {
    const { value: written, faults } = check(configSchema, input, config => [
        ...configFaults(config, lock),
        ...(secrets === undefined ? [] : missingSecretFaults(config, secrets)),
        ...(toBuild ? buildFaults(config) : []),
    ]);
    const value = written && withImages(written, lock);
    const elsewhere = keys === undefined ? [] : namespaceFaults(keys, Object.keys(configSchema.shape));
    return elsewhere.length === 0 ? { ...(value && { value }), faults } : { faults: [...faults, ...elsewhere] };
}

/** What runs in containers of clouds is known by the lock, too. */
function withImages(config: Config, lock: Lock): Config {
    const { aws, kubernetes } = config;
    return aws === undefined && kubernetes === undefined
        ? config
        : {
              ...config,
              ...(aws && { aws: withLockedImages(aws, lock, "aws") }),
              ...(kubernetes && { kubernetes: withLockedImages(kubernetes, lock, "kubernetes") }),
          };
}

/** The plan of a config as it was written, or every fault in it, of form and meaning (`ConfigFaults`). */
export function planConfig(input: unknown, beside: Beside = {}): { readonly config: Config; readonly plan: Plan } {
    const config = checked(checkConfig(input, beside));
    return { config, plan: planned(config, beside.lock ?? emptyLock) };
}

/**
 * The config as typed values, or every fault in it, of form and meaning (`ConfigFaults`): a config that this returns can be
 * planned with the same lock.
 */
export function parseConfig(input: unknown, beside: Beside = {}): Config {
    return checked(checkConfig(input, beside));
}

/** The plan of a parsed config, or every fault in what it means (`ConfigFaults`). Pure: the same config gives the same plan. */
export function plan(config: Config, lock: Lock = emptyLock): Plan {
    refuse(configFaults(config, lock));
    return planned(config, lock);
}

function planned(config: Config, lock: Lock): Plan {
    const { demand, local, observability, recovery, budget, routing } = config;
    const domain = domainOf(config);
    const cells = [...config.cells]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(cell => planCell(cell, domain, config.places));
    const loads = demand === undefined ? [] : loadsOf(demand, cells);
    const models = pinned(config.models, lock);
    const routings = namings(routing, cells).map(naming => planRoutingOf(naming, config, citiesOf(loads)));
    return {
        service: config.service,
        domain,
        cells: cells.map(cell => planCellOf(cell, config, models, loads)),
        routings,
        watch: planWatch({
            cells,
            ...(observability && { observability }),
            ...(routing.failover.failbackAfterSeconds === undefined
                ? {}
                : { failbackAfterSeconds: routing.failover.failbackAfterSeconds }),
            ...(recovery && { recovery }),
            ...(budget && { budget }),
        }),
        loads,
        links: routings.flatMap(routed =>
            local?.latency === undefined || routed.names !== "local" ? [] : planLinks(routed, local.latency),
        ),
    };
}

function planRoutingOf({ cells, names }: Naming<Cell>, config: Config, cities: readonly string[]): RoutingPlan {
    const { routing } = config;
    const { drain, edge, failover, sharedName, zone } = routing;
    const domain = domainOf(config);
    const regions = cells.flatMap(cell => cell.regions);
    return planRouting({
        domain,
        cells,
        names,
        edge,
        ...(zone === undefined || !hasZones(names) ? {} : { zone }),
        ...(sharedName ? { sharedHost: domain } : {}),
        failover,
        drain: drain.filter(region => regions.includes(region)),
        cities,
    });
}

function citiesOf(loads: readonly Load[]): readonly string[] {
    return loads.length === 0 ? someCities : loads.map(({ city }) => city);
}

function planCellOf(cell: Cell, config: Config, models: readonly PinnedModel[], loads: readonly Load[]): CellPlan {
    const { demand, observability, routing, serving, store } = config;
    const { drain, failover } = routing;
    const own = modelsIn(models, cell.name);
    const limits = planLimits(routing.limits, servingRegions(cell, drain).length);
    const auth = authOf(
        config,
        config.cells.find(({ name }) => name === cell.name)!,
    );
    const byRegion = new Map(loadsOfCell(cell, loads, drain).map(load => [load.region, load]));
    const staleAfter = observability?.withdraw?.lagSeconds;
    const stored = store === undefined ? undefined : planStore(cell, store, lookupsOf(own), staleAfter);
    return {
        cell,
        servings: cell.regions.map(region => {
            const load = loads.length === 0 ? undefined : byRegion.get(region);
            return planServing({
                cell,
                region,
                models: own,
                ...(stored && { store: stored }),
                hosting: serving,
                ...(demand && { demand }),
                ...(load && { load }),
                checks: checksFor(region, failover),
                auth,
                limits,
                ...(observability?.samples && { samples: observability.samples }),
                drain,
            });
        }),
        ...(stored && { store: stored }),
    };
}
