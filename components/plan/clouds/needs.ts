import type { ExistingConfig } from "../config/cell";
import type { Asked } from "../config/config";
import { pathOf } from "../config/paths";
import { type Cloud, cloudsOf, type RegionRef } from "../places/catalogue";
import { requirementsOf } from "../cells/standards";
import { runsIn } from "../serving/model-cells";
import { broughtFeature, type Feature, type Hosting } from "./cloud";
import { has } from "./table";

/** A requirement of a config on clouds. */
export interface Need {
    readonly feature: Feature;
    /** The part of the config that requires it. */
    readonly path: string;
    readonly value?: unknown;
    readonly clouds: readonly Cloud[];
}

/** What a config uses of clouds, from which follows what is made there. */
export function usesOf(config: Asked): (Feature | Hosting)[] {
    return [...needsOf(config, [], []).map(({ feature }) => feature), config.serving.hosting];
}

/** What a config needs of every cloud, or of those whose names lead to cells. A setting that is absent needs nothing. */
export function needsOf(config: Asked, clouds: readonly Cloud[], names: readonly Cloud[]): Need[] {
    const { routing, serving, store, observability, recovery, budget } = config;
    const on = (wanted: boolean | undefined, feature: Feature, path: string, value?: unknown): Need[] =>
        wanted === true ? [{ feature, path, value, clouds }] : [];
    const zoned = names.filter(cloud => has(cloud, "existing/zone"));
    return [
        ...on(serving.cache !== undefined, "cache/predictions", "serving.cache"),
        ...on(store !== undefined, "store/tables", "store"),
        ...on(store?.consistency === "strong", "store/strong", "store.consistency", "strong"),
        ...on(store?.backup !== undefined, "store/backup", "store.backup"),
        ...on(store?.sync !== undefined, "store/change-events", "store.sync", store?.sync),
        ...(store?.tables ?? []).flatMap(({ sortKey, ttl, changes, requires, writers, onChange, existing }, i) => [
            ...on(sortKey !== undefined, "store/sort-key", `store.tables[${i}].sortKey`, sortKey),
            ...on(ttl !== undefined, "store/ttl", `store.tables[${i}].ttl`, ttl),
            ...on(changes !== undefined, "store/kept-changes", `store.tables[${i}].changes`),
            ...on(requires !== undefined, "store/claims", `store.tables[${i}].requires`),
            ...on(writers !== undefined, "store/claims", `store.tables[${i}].writers`),
            ...on(onChange !== undefined, "store/change-events", `store.tables[${i}].onChange`, onChange),
            ...on(existing !== undefined, "existing/table", `store.tables[${i}].existing`),
        ]),
        ...config.models.flatMap((model, i) =>
            [
                ...on(model.features !== undefined, "store/lookups", `models[${i}].features`),
                ...Object.entries(model.releases).flatMap(([version, { server }]) =>
                    on(server !== undefined, "server/own", pathOf(["models", i, "releases", version, "server"])),
                ),
            ].map(by(clouds.filter(cloud => cloudsOf(regionsWith(model, config)).includes(cloud)))),
        ),
        ...on(observability?.slo !== undefined, "observability/objectives", "observability.slo"),
        ...on(observability?.logs !== undefined, "observability/logs", "observability.logs"),
        ...on(observability?.drift !== undefined, "observability/drift", "observability.drift"),
        ...on(observability?.withdraw !== undefined, "observability/withdrawal", "observability.withdraw"),
        ...on(observability?.anomalies, "observability/anomalies", "observability.anomalies", true),
        ...on(observability?.audit, "observability/audit", "observability.audit", true),
        ...on(observability?.samples !== undefined, "observability/samples", "observability.samples"),
        ...(observability?.exports ?? []).flatMap(({ to, ca }, i) => [
            ...on(true, `observability/export-${to}`, `observability.exports[${i}].to`, to),
            ...on(ca !== undefined, "observability/export-ca", `observability.exports[${i}].ca`, ca),
        ]),
        ...on(recovery?.drills !== undefined, "recovery/drills", "recovery.drills", recovery?.drills),
        ...on(budget !== undefined, "budget/limit", "budget"),
        ...on(budget?.anomalies, "budget/anomalies", "budget.anomalies", true),
        ...on(routing.zone !== undefined, "existing/zone", "routing.zone", routing.zone).map(
            // Beside those names, others need no zone.
            by(zoned.length === 0 ? names : zoned),
        ),
        ...on(routing.sharedName, "name/shared", "routing.sharedName", true).map(by(names)),
        ...Object.entries(serving.access).flatMap(([ref, { deployers, invokers }]) => {
            const path = pathOf(["serving", "access", ref]);
            return [
                ...on(deployers.length > 0, "access/deployers", `${path}.deployers`),
                ...on(invokers.length > 0, "access/invokers", `${path}.invokers`),
            ].map(by(cloudsOf([ref as RegionRef])));
        }),
        ...config.cells.flatMap((cell, i) => cellNeeds(cell, `cells[${i}]`)),
    ];
}

/** The regions that a model runs in. */
export function regionsWith(model: Asked["models"][number], { cells }: Asked): RegionRef[] {
    return cells.filter(({ name }) => runsIn(model, name)).flatMap(({ regions }) => regions);
}

/** The same for some clouds only. */
function by(clouds: readonly Cloud[]): (need: Need) => Need {
    return need => ({ ...need, clouds });
}

function cellNeeds(
    { accounts = {}, existing, networks, regions, standards }: Asked["cells"][number],
    at: string,
): Need[] {
    return [
        // A requirement of a standard counts as one of the cell that follows it.
        ...standards.flatMap((standard, i): Need[] =>
            requirementsOf[standard].audit
                ? [
                      {
                          feature: "observability/audit",
                          path: `${at}.standards[${i}]`,
                          value: standard,
                          clouds: cloudsOf(regions),
                      },
                  ]
                : [],
        ),
        ...Object.keys(accounts).map((cloud): Need => ({
            feature: "cell/accounts",
            path: `${at}.accounts.${cloud}`,
            clouds: [cloud as Cloud],
        })),
        ...Object.keys(networks).map((ref): Need => ({
            feature: "network/ranges",
            path: pathOf(["networks", ref], at),
            clouds: cloudsOf([ref as RegionRef]),
        })),
        ...Object.entries(existing).flatMap(([ref, things]) =>
            (Object.keys(things) as (keyof ExistingConfig)[]).map((thing): Need => ({
                feature: broughtFeature[thing],
                path: pathOf(["existing", ref, thing], at),
                clouds: cloudsOf([ref as RegionRef]),
            })),
        ),
    ];
}

/**
 * What a cell of a stack with several cells requests from its clouds: gates that authenticate each other between them. A program may have
 * a cell that another stack serves on another cloud, which that stack checks.
 */
export function overCloudsNeeds(regions: readonly RegionRef[], path: string): Need[] {
    const clouds = cloudsOf(regions);
    return clouds.length <= 1 ? [] : [{ feature: "cell/several-clouds", path, value: clouds.join(", "), clouds }];
}
