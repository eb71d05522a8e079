import { z } from "zod";

import { requestedOf } from "../clouds/requested";
import { type AuthConfig, authFaults, authSchema, planAuth } from "./auth";
import { notBuiltFaults } from "../clouds/not-built-faults";
import { capabilityFaults } from "../clouds/capabilities";
import { openFrontFaults } from "../clouds/open-front-faults";
import { capacityFaults, loadsOfCell, scalingFaults } from "./capacity-faults";
import type { RegionRef } from "../places/catalogue";
import { type Cell, cellConfigOf } from "../cells/cell";
import { type Checked, check, checked } from "../config/check";
import { checkersOf, checkFaults, checksFor } from "./checks";
import { type Asked, drainSchema, failoverSchema } from "../config/config";
import { type DemandConfig, demandSchema } from "../config/demand";
import { drainFaults, servingRegions } from "../cells/drain";
import { type Fault, quoted } from "../faults";
import { existingId } from "../config/form";
import { hostingSchema } from "../config/hosting";
import { observabilitySchema, samplesSchema } from "../config/observability";
import { batchingFaults } from "./batching";
import { featureFaults } from "./features";
import { limitFaults, limitsSchema, planLimits } from "./limits";
import { demandFaults, modelDemandFaults } from "./demand-faults";
import { loadsOf } from "./loads";
import { emptyLock, type Lock, lockFaults, pinned, withDigests } from "../config/lock";
import { modelsIn } from "./model-cells";
import { modelFaults } from "./model-faults";
import { type ModelConfig, modelsSchema } from "../config/models";
import type { Boundary } from "../residency";
import { tableClaimFaults } from "../store/store-faults";
import type { StorePlan } from "../store/store-plan";
import { serverSampleFaults } from "./server-faults";
import { planServing, type ServingPlan } from "./serving";

/** What `RegionalServing` takes, as far as it is plain: `meridian:serving` and what else a region's models need. */
export const servingArgsSchema = hostingSchema.omit({ access: true }).extend({
    models: modelsSchema,
    /** Principals that may update the models here, as the cloud writes them. */
    deployers: z.array(existingId).default([]),
    /** Principals that may ask the models here, as the cloud writes them. */
    invokers: z.array(existingId).default([]),
    demand: demandSchema.optional(),
    failover: failoverSchema.prefault({}),
    /** Default: the cell's. */
    auth: authSchema.optional(),
    limits: limitsSchema.prefault({}),
    samples: samplesSchema.optional(),
    drain: drainSchema.default([]),
});

export type ServingArgsInput = z.input<typeof servingArgsSchema>;
type ServingArgs = z.output<typeof servingArgsSchema>;

/** The serving of a region of a cell, or every fault in the arguments (`ConfigFaults`). */
export function planRegionalServing(
    cell: Cell,
    region: RegionRef,
    input: ServingArgsInput,
    lock: Lock = emptyLock,
    store?: StorePlan,
): ServingPlan {
    const args = checked(checkServing(cell, region, input, lock, store));
    const { demand, drain, failover, limits, samples } = args;
    const loads = demand === undefined ? [] : loadsOf(demand, boundariesOf(cell, demand));
    const load = loads.length === 0 ? undefined : loadsOfCell(cell, loads, drain).find(load => load.region === region);
    return planServing({
        cell,
        region,
        models: pinned(modelsIn(args.models, cell.name), lock),
        ...(store && { store }),
        hosting: asAsked(cell, region, args).serving,
        ...(demand && { demand }),
        ...(load && { load }),
        checks: checksFor(region, failover),
        auth: planAuth(authOf(cell, args)),
        limits: planLimits(limits, servingRegions(cell, drain).length),
        ...(samples && { samples }),
        drain,
    });
}

function checkServing(
    cell: Cell,
    region: RegionRef,
    input: unknown,
    lock: Lock,
    store: StorePlan | undefined,
): Checked<ServingArgs> {
    return check(servingArgsSchema, input, args => {
        const config = asAsked(cell, region, args);
        const { auth, demand, drain, failover, limits } = args;
        const models = withDigests(args.models, lock);
        const own = planAuth(authOf(cell, args));
        const auths = [own];
        const faults = [
            ...authFaults(auth, "auth"),
            ...lockFaults(args.models, lock),
            ...idleFaults(cell, models),
            ...modelFaults(models, [{ name: cell.name, regions: cell.regions, auth: own }]),
            ...scalingFaults({ ...config, cells: [cellConfigOf(cell)] }),
            ...checkFaults(checkersOf([region]), failover, "failover"),
            ...drainFaults([cell], drain, "drain"),
            ...limitFaults(limits, auths, "limits"),
            ...capabilityFaults(config, [region], []),
            ...openFrontFaults(config),
            ...notBuiltFaults(config, [region], []),
            ...(demand === undefined ? [] : demandFaults(demand, boundariesOf(cell, demand), limits.bodyKiB)),
            ...modelDemandFaults(args.models, demand),
            ...batchingFaults(models),
            ...serverSampleFaults(models, args.samples),
            ...featureFaults(
                models,
                (store?.tables ?? []).map(table => ({ ...table, missingIn: [] })),
            ),
            ...(store === undefined ? [] : unreadFaults(models, store)),
            ...tableClaimFaults(store?.tables ?? [], auths, "store.plan.tables"),
        ];
        const whole = faults.length === 0 && demand !== undefined;
        const loads = whole ? loadsOf(demand, boundariesOf(cell, demand)) : [];
        const sound = models.map((model, i) => ({ model, at: `models[${i}]` }));
        return [...faults, ...capacityFaults(config, sound, [cell], loads)].map(inOwnTerms);
    });
}

/** Models that run in other cells only: the region would serve none. */
function idleFaults({ name }: Cell, models: readonly ModelConfig[]): Fault[] {
    return modelsIn(models, name).length > 0
        ? []
        : [
              {
                  code: "cell/no-model",
                  path: "models",
                  value: name,
                  problem: `no model runs in cell ${quoted(name)}`,
                  remedy: `add ${name} to the cells of a model, or remove the region`,
              },
          ];
}

/** Servers may read only those tables that the store lists as lookups. */
function unreadFaults(models: readonly ModelConfig[], { tables, lookups }: StorePlan): Fault[] {
    const unread = tables.map(({ name }) => name).filter(name => !lookups.includes(name));
    return models.flatMap(({ features, name }, i): Fault[] =>
        features === undefined || !unread.includes(features.table)
            ? []
            : [
                  {
                      code: "features/table-not-read",
                      path: `models[${i}].features.table`,
                      value: features.table,
                      problem: `servers of model ${quoted(name)} may not read table ${quoted(features.table)}, expected a table in lookups of the ReplicatedStore`,
                      allowed: lookups,
                      remedy: "add the table to lookups of the ReplicatedStore",
                  },
              ],
    );
}

/** What is said of callers here goes before what the cell says. */
function authOf(cell: Cell, { auth }: ServingArgs): AuthConfig {
    return auth ?? cell.auth ?? {};
}

/** The cell, and such as places name besides: what comes from there is none of this cell's. */
function boundariesOf(cell: Cell, { places }: DemandConfig): Boundary[] {
    const named = new Set(places.flatMap(place => place.cell ?? []));
    return [cell, ...[...named].filter(name => name !== cell.name).map(name => ({ name, jurisdictions: [] }))];
}

/** The same in the form of a stack of this one region, so that the same rules evaluate it. */
function asAsked(cell: Cell, region: RegionRef, args: ServingArgs): Asked {
    const { models, demand, failover, auth: _, limits, samples, drain, deployers, invokers, ...hosting } = args;
    const { cells, routing } = requestedOf([cell], {});
    return {
        cells: cells.map(config => ({ ...config, regions: [region] })),
        models,
        serving: { ...hosting, access: { [region]: { deployers, invokers } } },
        routing: { ...routing, failover, drain, auth: authOf(cell, args), limits },
        ...(demand && { demand }),
        ...(samples && { observability: { ...observabilitySchema.parse({}), samples } }),
    };
}

/** Paths as in the arguments, not as in a stack's config. */
function inOwnTerms(fault: Fault): Fault {
    return {
        ...fault,
        path: fault.path.replace(/^(serving|routing|observability)\./, "").replace(/^cells\[0\]/, "cell"),
    };
}
