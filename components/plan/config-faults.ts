import { planCell } from "./cells/cell";
import { cellFaults } from "./cells/cell-faults";
import { drainFaults } from "./cells/drain";
import { sharedFaults } from "./cells/shared-faults";
import { standardFaults } from "./cells/standard-faults";
import { capabilityFaults } from "./clouds/capabilities";
import { nameFaults } from "./clouds/name-faults";
import { auditLockFaults } from "./clouds/audit-lock-faults";
import { balancerTokenFaults } from "./clouds/balancer-token-faults";
import { internalEdgeFaults } from "./clouds/internal-edge-faults";
import { oneZoneFaults } from "./clouds/one-zone-faults";
import { openFrontFaults } from "./clouds/open-front-faults";
import { settingsFaults } from "./clouds/settings-faults";
import { imageClouds, lockedImageFaults } from "./config/cloud-images";
import type { Config } from "./config/config";
import { emptyLock, type Lock, lockFaults, withDigests } from "./config/lock";
import { correction } from "./config/spelling";
import type { Fault } from "./faults";
import { atlasWith } from "./places/atlas";
import { cloudsOf, type RegionRef } from "./places/catalogue";
import { latencyFaults } from "./routing/latency";
import { someCities } from "./routing/routing";
import { checkersOfCells, namings, uncheckedNames } from "./routing/naming";
import { domainOf, routingFaults } from "./routing/routing-faults";
import { type AuthPlan, authFaults, planAuth } from "./serving/auth";
import { batchingFaults } from "./serving/batching";
import { serverSampleFaults } from "./serving/server-faults";
import { featureFaults } from "./serving/features";
import { capacityFaults, scalingFaults } from "./serving/capacity-faults";
import { checksOf, noticedAfter } from "./serving/checks";
import { demandFaults, modelDemandFaults } from "./serving/demand-faults";
import { limitFaults } from "./serving/limits";
import { loadsOf } from "./serving/loads";
import { modelCellFaults } from "./serving/model-cells";
import { modelFaults } from "./serving/model-faults";
import { changeFaults, lookedUpIn, storeFaults, tableClaimFaults } from "./store/store-faults";
import { driftFaults } from "./watch/drift-faults";
import { recoveryFaults } from "./watch/recovery-faults";
import { samplesFaults } from "./watch/samples-faults";
import { watchFaults } from "./watch/watch-faults";
import { withdrawFaults } from "./watch/withdraw-faults";

/** Every fault in what the values of a config mean together. */
export function configFaults(config: Config, lock: Lock = emptyLock): Fault[] {
    const { cells, demand, observability, recovery, routing, store } = config;
    const regions = regionsOf(config);
    const atlas = atlasWith(config.places);
    const known = regions.filter(ref => atlas.placeOf(ref) !== undefined);
    const found = cells.map(cell => ({ regions: cell.regions.filter(region => known.includes(region)) }));
    const names = namings(routing, found).map(({ names }) => names);
    const servings = cells.map(cell => ({ name: cell.name, regions: cell.regions, auth: authOf(config, cell) }));
    const auths = servings.map(({ auth }) => auth);
    const models = withDigests(config.models, lock);
    const faults = [
        ...cells.flatMap((cell, i) => cellFaults(cell, atlas, `cells[${i}]`)),
        ...sharedFaults(config),
        ...lockFaults(config.models, lock),
        ...modelCellFaults(models, cells),
        ...modelFaults(models, servings),
        ...scalingFaults(config),
        ...drainFaults(cells, routing.drain, "routing.drain"),
        ...authFaults(routing.auth, "routing.auth"),
        ...limitFaults(routing.limits, auths, "routing.limits"),
        ...routingFaults(config, found),
        ...capabilityFaults(config, known, names),
        ...openFrontFaults(config),
        ...balancerTokenFaults(config),
        ...internalEdgeFaults(config),
        ...oneZoneFaults(config),
        ...auditLockFaults(config),
        ...standardFaults(cells, observability),
        ...(demand === undefined ? [] : demandFaults(demand, cells, routing.limits.bodyKiB)),
        ...modelDemandFaults(config.models, demand),
        ...(store === undefined ? [] : storeFaults(store, cells)),
        ...tableClaimFaults(store?.tables ?? [], auths, "store.tables"),
        ...changeFaults(config),
        ...batchingFaults(config.models),
        ...serverSampleFaults(config.models, observability?.samples),
        ...featureFaults(config.models, lookedUpIn(store, cells)),
        ...(observability === undefined ? [] : watchFaults(observability, cells, atlas)),
        ...driftFaults(observability ?? {}, config.models),
        ...samplesFaults(cells, observability),
        ...withdrawFaults(observability ?? {}, {
            store,
            failbackAfterSeconds: routing.failover.failbackAfterSeconds,
        }),
        ...(recovery === undefined
            ? []
            : recoveryFaults(recovery, { ...slowestCheck(config, found), consistency: store?.consistency })),
        ...settingsFaults(config, regions),
        ...imageClouds.flatMap(cloud => {
            const settings = config[cloud];
            return settings === undefined ? [] : lockedImageFaults(settings, lock, cloud);
        }),
    ];
    return withoutEchoes([...faults, ...furtherFaults(config, models, faults)]);
}

/** Faults of places that must be among the regions of cells. */
const ofMembers =
    /^(cell\/primary-outside|residency\/failover-outside-cell|(drain|model)\/unknown-region|latency\/unknown-place|observability\/unknown-home|(cell|store)\/existing-elsewhere|cell\/network-elsewhere|serving\/access-elsewhere)$/;

/** A mistyped region of a cell is reported there, and not wherever it is spelt right. */
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
            : latencyFaults(local.latency, { cells: cells.filter(isHere), cities }, "local.latency")),
    ];
}

/** Whether a cell has regions on this machine: elsewhere nothing simulates how long ways take. */
function isHere({ regions }: { readonly regions: readonly RegionRef[] }): boolean {
    return cloudsOf(regions).includes("local");
}

/** How soon the slowest of those who check notices a lost region. */
function slowestCheck(
    config: Config,
    cells: readonly { readonly regions: readonly RegionRef[] }[],
): { noticedAfterSeconds: number } {
    const { routing } = config;
    const seconds = checkersOfCells(routing, cells, uncheckedNames(config)).map(({ checks }) =>
        noticedAfter(checksOf(checks, routing.failover)),
    );
    return { noticedAfterSeconds: Math.max(0, ...seconds) };
}

/** What a cell says of its callers goes before what routing says of all. */
export function authOf({ routing }: Config, cell: Config["cells"][number]): AuthPlan {
    return planAuth(cell.auth ?? routing.auth);
}

/** The regions of all cells, as they are written. */
export function regionsOf({ cells }: Config): RegionRef[] {
    return cells.flatMap(cell => cell.regions);
}
