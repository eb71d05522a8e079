import { type AuthPlan, authFaults, planAuth } from "./serving/auth";
import { atlasWith } from "./places/atlas";
import { capabilityFaults } from "./clouds/capabilities";
import { capacityFaults, loadsOfCell, scalingFaults } from "./serving/capacity-faults";
import type { RegionRef } from "./places/catalogue";
import { type Cell, planCell } from "./cells/cell";
import { cellFaults } from "./cells/cell-faults";
import { type Checked, check, checked } from "./config/check";
import { checkersOf, checksFor, checksOf } from "./serving/checks";
import { type Config, configSchema } from "./config/config";
import { drainFaults, servingRegions } from "./cells/drain";
import { type Fault, refuse } from "./faults";
import { latencyFaults, type Link, localFaults, planLinks } from "./routing/latency";
import { limitFaults, planLimits } from "./serving/limits";
import { demandFaults, modelDemandFaults } from "./serving/demand-faults";
import { type Load, loadsOf } from "./serving/loads";
import { emptyLock, type Lock, lockFaults, pinned, type PinnedModel, withDigests } from "./config/lock";
import { modelFaults } from "./serving/model-faults";
import { nameFaults } from "./clouds/name-faults";
import { planRouting, type RoutingPlan, someCities } from "./routing/routing";
import { domainOf, namesOf, routingFaults } from "./routing/routing-faults";
import { missingSecretFaults } from "./config/secrets";
import { correction } from "./config/spelling";
import { planServing, type ServingPlan } from "./serving/serving";
import { sharedFaults } from "./cells/shared-faults";
import { standardFaults } from "./cells/standards";
import { changeFaults, storeFaults } from "./store/store-faults";
import { planStore, type StorePlan } from "./store/store-plan";
import { recoveryFaults } from "./watch/recovery-faults";
import { watchFaults } from "./watch/watch-faults";
import { planWatch, type WatchPlan } from "./watch/watch-plan";

/** Everything that can be decided before a resource exists. */
export interface Plan {
    readonly service: string;
    readonly domain: string;
    readonly cells: readonly CellPlan[];
    readonly routing: RoutingPlan;
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
}

/** A config as it was written, parsed and checked in form and meaning: every fault at once. */
export function checkConfig(input: unknown, { lock = emptyLock, secrets }: Beside = {}): Checked<Config> {
    return check(configSchema, input, config => [
        ...configFaults(config, lock),
        ...(secrets === undefined ? [] : missingSecretFaults(config, secrets)),
    ]);
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
    const routed = planRouting({
        domain,
        cells,
        names: namesOf(routing, regionsOf(config))!,
        edge: routing.edge,
        ...(routing.zone === undefined ? {} : { zone: routing.zone }),
        ...(routing.sharedName ? { sharedHost: domain } : {}),
        failover: routing.failover,
        drain: routing.drain,
        cities: citiesOf(loads),
    });
    return {
        service: config.service,
        domain,
        cells: cells.map(cell => planCellOf(cell, config, models, loads)),
        routing: routed,
        watch: planWatch({
            cells,
            ...(observability && { observability }),
            ...(recovery && { recovery }),
            ...(budget && { budget }),
        }),
        loads,
        links: local?.latency === undefined ? [] : planLinks(routed, local.latency),
    };
}

function citiesOf(loads: readonly Load[]): readonly string[] {
    return loads.length === 0 ? someCities : loads.map(({ city }) => city);
}

function planCellOf(cell: Cell, config: Config, models: readonly PinnedModel[], loads: readonly Load[]): CellPlan {
    const { demand, routing, serving, store } = config;
    const { drain, failover } = routing;
    const limits = planLimits(routing.limits, servingRegions(cell, drain).length);
    const auth = authOf(
        config,
        config.cells.find(({ name }) => name === cell.name)!,
    );
    const byRegion = new Map(loadsOfCell(cell, loads, drain).map(load => [load.region, load]));
    const stored = store === undefined ? undefined : planStore(cell, store);
    return {
        cell,
        servings: cell.regions.map(region => {
            const load = loads.length === 0 ? undefined : byRegion.get(region);
            return planServing({
                cell,
                region,
                models,
                hosting: serving,
                ...(demand && { demand }),
                ...(load && { load }),
                checks: checksFor(region, failover),
                auth,
                limits,
                drain,
            });
        }),
        ...(stored && { store: stored }),
    };
}

/** What a cell says of its callers goes before what routing says of all. */
function authOf({ routing }: Config, cell: Config["cells"][number]): AuthPlan {
    return planAuth(cell.auth ?? routing.auth);
}

function regionsOf({ cells }: Config): RegionRef[] {
    return cells.flatMap(cell => cell.regions);
}

/** Every fault in what the values of a config mean together. */
export function configFaults(config: Config, lock: Lock = emptyLock): Fault[] {
    const { cells, demand, local, observability, recovery, routing, store } = config;
    const regions = regionsOf(config);
    const atlas = atlasWith(config.places);
    const known = regions.filter(ref => atlas.placeOf(ref) !== undefined);
    const names = namesOf(routing, known);
    const auths = cells.map(cell => authOf(config, cell));
    const models = withDigests(config.models, lock);
    const faults = [
        ...cells.flatMap((cell, i) => cellFaults(cell, atlas, `cells[${i}]`)),
        ...sharedFaults(config),
        ...lockFaults(config.models, lock),
        ...modelFaults(models, regions, auths),
        ...scalingFaults(config),
        ...drainFaults(cells, routing.drain, "routing.drain"),
        ...authFaults(routing.auth, "routing.auth"),
        ...limitFaults(routing.limits, auths, "routing.limits"),
        ...routingFaults(config, known),
        ...capabilityFaults(config, known, names),
        ...standardFaults(cells, observability),
        ...(demand === undefined ? [] : demandFaults(demand, cells, routing.limits.bodyKiB)),
        ...modelDemandFaults(config.models, demand),
        ...(store === undefined ? [] : storeFaults(store, cells)),
        ...changeFaults(config),
        ...(observability === undefined ? [] : watchFaults(observability, cells, atlas)),
        ...(recovery === undefined ? [] : recoveryFaults(recovery, slowestCheck(config, known))),
        ...localFaults(local, regions),
    ];
    return withoutEchoes([...faults, ...furtherFaults(config, models, faults)]);
}

/** Faults of places that must be among the regions of cells. */
const ofMembers =
    /^(cell\/primary-outside|residency\/failover-outside-cell|(drain|model)\/unknown-region|latency\/unknown-place|observability\/unknown-home|(cell|store)\/existing-elsewhere|serving\/access-elsewhere)$/;

/** A region that was mistyped among those of its cell is told there, and not wherever it is spelt right. */
function withoutEchoes(faults: readonly Fault[]): Fault[] {
    const corrections = faults.filter(({ code }) => code === "catalogue/unknown-region").map(({ remedy }) => remedy);
    return faults.filter(
        ({ code, value }) => !ofMembers.test(code) || !corrections.includes(correction(String(value))),
    );
}

/** What only whole cells and a whole demand can be asked: parts that have faults of their own are left out. */
function furtherFaults(config: Config, models: Config["models"], found: readonly Fault[]): Fault[] {
    const { cells, demand, local } = config;
    const domain = domainOf(config);
    const isSound = (at: string) => !found.some(({ path }) => path === at || path.startsWith(`${at}.`));
    const sound = cells.flatMap((cell, i) => {
        const at = `cells[${i}]`;
        return isSound(at) ? [{ cell: planCell(cell, domain, config.places), at }] : [];
    });
    const planned = sound.map(({ cell }) => cell);
    const soundModels = models.map((model, i) => ({ model, at: `models[${i}]` })).filter(({ at }) => isSound(at));
    const loads = demand === undefined || !isSound("demand") ? undefined : loadsOf(demand, cells);
    const cities = demand === undefined ? someCities : loads?.map(({ city }) => city);
    return [
        ...nameFaults(config, sound),
        ...(loads === undefined || !isSound("serving") ? [] : capacityFaults(config, soundModels, planned, loads)),
        ...(local?.latency === undefined || cities === undefined
            ? []
            : latencyFaults(local.latency, { cells, cities }, "local.latency")),
    ];
}

/** How soon the slowest of those who check notices a lost region. */
function slowestCheck({ routing }: Config, regions: readonly RegionRef[]): { noticedAfterSeconds: number } {
    const seconds = checkersOf(regions, namesOf(routing, regions), routing.edge)
        .map(({ checks }) => checksOf(checks, routing.failover))
        .map(({ everySeconds, unhealthyAfter }) => everySeconds * unhealthyAfter);
    return { noticedAfterSeconds: Math.max(0, ...seconds) };
}
