import { placesOf } from "../cells/cell-faults";
import type { Asked, Config } from "../config/config";
import { pathOf } from "../config/paths";
import type { Fault } from "../faults";
import { type Cloud, cloudsOf, type RegionRef, regionNamed } from "../places/catalogue";
import { type Naming, namings } from "../routing/naming";
import type { Capability } from "./capability";
import { edges, features, hostingFeatures, hostings, type RouteFacts } from "./cloud";
import { hostingAsks } from "./hosting-faults";
import { existingFaults } from "./existing-faults";
import { needsOf } from "./needs";
import { builtClouds, cloudTable, routeOver } from "./table";
import { underNamesFaults } from "./under-names";

/** What can be planned and not be built: no adapter does. */
export function buildFaults(config: Config): Fault[] {
    const { cells, routing } = config;
    const regions = cells.flatMap(cell => cell.regions);
    const { names } = routing;
    const led = namings(routing, cells);
    return [
        ...cells.flatMap((cell, i) =>
            placesOf(cell, `cells[${i}]`).flatMap(({ ref, path }) => regionFaults(ref, path)),
        ),
        ...cells.flatMap(({ existing }, i) =>
            Object.entries(existing).flatMap(([ref, things]) =>
                existingFaults(things, ref as RegionRef, pathOf(["cells", i, "existing", ref])),
            ),
        ),
        ...(names === undefined || isBuilt(names) ? [] : [noAdapter("routing.names", names)]),
        ...led.flatMap(otherNamesFaults),
        ...severalFaults(config),
        ...settingsFaults(config, regions),
        ...notBuiltFaults(
            config,
            regions,
            led.map(({ names }) => names),
        ),
        ...backupPlaceFaults(config),
    ];
}

/** Cells under the names of another cloud. Of clouds without an adapter, that is told. */
function otherNamesFaults({ cells, names }: Naming<Config["cells"][number]>): Fault[] {
    const fronts = cloudsOf(cells.flatMap(({ regions }) => regions)).filter(isBuilt);
    return isBuilt(names) ? underNamesFaults(names, fronts, "routing.names") : [];
}

/** Nothing is brought to a backup place: no landing zone is made there. */
function backupPlaceFaults({ cells }: Config): Fault[] {
    return cells.flatMap(({ backup, existing, regions }, i): Fault[] =>
        backup === undefined || existing[backup] === undefined || regions.includes(backup)
            ? []
            : [
                  {
                      code: "existing/backup-place",
                      path: pathOf(["cells", i, "existing", backup]),
                      value: backup,
                      allowed: `regions in which models are served: ${regions.join(", ")}`,
                      remedy: "leave it out: what copies need is made there",
                  },
              ],
    );
}

/** A budget in a currency that none of a cloud's budgets takes. */
function currencyFaults({ budget }: Asked, clouds: readonly Cloud[]): Fault[] {
    return clouds.flatMap((cloud): Fault[] => {
        const { currency } = cloudTable[cloud];
        return budget === undefined || currency === undefined || budget.currency === currency
            ? []
            : [
                  {
                      code: "capability/currency",
                      path: "budget.currency",
                      value: budget.currency,
                      allowed: `${currency}: on ${cloud}`,
                      remedy: "say the budget in that currency",
                  },
              ];
    });
}

/** Tables that are brought are copied by whoever made them. */
function broughtBackupFaults({ store }: Asked, clouds: readonly Cloud[]): Fault[] {
    if (store?.backup === undefined || clouds.length === 0) return [];
    return store.tables.flatMap(({ existing = {} }, i): Fault[] =>
        Object.keys(existing).length === 0
            ? []
            : [
                  {
                      code: "store/backup-of-existing",
                      path: `store.tables[${i}].existing`,
                      allowed: "tables that are made, with store.backup",
                      remedy: "back the table up where it is made, and leave store.backup out or give it a store of its own",
                  },
              ],
    );
}

/** What clouds could do for a stack and their adapters don't build. Of clouds without an adapter that is told of their regions. */
export function notBuiltFaults(config: Asked, regions: readonly RegionRef[], names: readonly Cloud[]): Fault[] {
    const clouds = cloudsOf(regions).filter(isBuilt);
    const needs: CloudNeed[] = [
        ...needsOf(config, clouds, names).flatMap(({ clouds, feature, path, value }) =>
            clouds.filter(isBuilt).map(cloud => ({
                what: features[feature],
                path,
                value,
                cloud,
                capability: cloudTable[cloud].features[feature],
                able: builtClouds.filter(cloud => cloudTable[cloud].features[feature].state === "built"),
            })),
        ),
        ...clouds.flatMap(cloud => hostingNeeds(config, cloud)),
        ...names.filter(isBuilt).flatMap(cloud => clouds.flatMap(front => edgeNeeds(config, cloud, front))),
    ];
    return [
        ...needs.flatMap(({ capability, ...need }) =>
            capability?.state === "possible" ? [notBuilt(need, capability)] : [],
        ),
        ...currencyFaults(config, clouds),
        ...broughtBackupFaults(config, clouds),
    ];
}

function isBuilt(cloud: Cloud): boolean {
    return builtClouds.includes(cloud);
}

interface CloudNeed {
    readonly what: string;
    readonly path: string;
    readonly value?: unknown;
    readonly cloud: Cloud;
    readonly capability: Capability | Pick<RouteFacts, "state" | "by"> | undefined;
    /** Where it is built. */
    readonly able: readonly Cloud[];
}

function hostingNeeds({ serving }: Asked, cloud: Cloud): CloudNeed[] {
    const { hosting } = serving;
    const facts = cloudTable[cloud].hostings[hosting];
    if (facts.state === "impossible") return [];
    const capability = { state: facts.state, by: facts.product };
    const able = builtClouds.filter(cloud => cloudTable[cloud].hostings[hosting].state === "built");
    const whole = { what: hostings[hosting], path: "serving.hosting", value: hosting, cloud, capability, able };
    return facts.state === "possible"
        ? [whole]
        : hostingAsks(serving).map(({ feature, path, value }) => ({
              what: `${hostingFeatures[feature]}: in ${hosting}`,
              path,
              value,
              cloud,
              capability: facts.features[feature],
              able: builtClouds.filter(cloud => {
                  const other = cloudTable[cloud].hostings[hosting];
                  return other.state === "built" && other.features[feature].state === "built";
              }),
          }));
}

function edgeNeeds({ routing: { edge } }: Asked, names: Cloud, front: Cloud): CloudNeed[] {
    const able = builtClouds.filter(cloud => routeOver(cloud, edge, cloud)?.state === "built");
    return [
        {
            what: edges[edge],
            path: "routing.edge",
            value: edge,
            cloud: names,
            capability: routeOver(names, edge, front),
            able,
        },
    ];
}

function notBuilt(
    { able, cloud, path, value, what }: Omit<CloudNeed, "capability">,
    { by }: { readonly by: string },
): Fault {
    return {
        code: "capability/not-built",
        path,
        ...(value === undefined ? {} : { value }),
        allowed: `${what}: ${able.length === 0 ? "built on no cloud yet" : `on ${able.join(", ")}`}`,
        remedy: `remove it, or leave ${cloud}, whose adapter doesn't build it: the cloud could, by ${by}`,
    };
}

/** A region in which nothing can be built: of a cloud without an adapter, or of a partition that its adapter doesn't know. */
export function regionFaults(region: RegionRef, path: string): Fault[] {
    const [cloud] = cloudsOf([region]);
    // Of no cloud at all: that is told where the region is.
    if (cloud === undefined) return [];
    if (!isBuilt(cloud)) {
        return [noAdapter(path, region)];
    }
    const partition = regionNamed(region)?.sovereign;
    const hasUsualEndpoints = partition === undefined || cloudTable[cloud].partitions?.[partition] === undefined;
    return hasUsualEndpoints
        ? []
        : [
              {
                  code: "capability/partition",
                  path,
                  value: `${region}, of ${partition}`,
                  allowed: `regions of other partitions than ${Object.keys(cloudTable[cloud].partitions!).join(" and ")}`,
                  remedy: "use another region",
              },
          ];
}

function noAdapter(path: string, value: string): Fault {
    return {
        code: "capability/no-adapter",
        path,
        value,
        allowed: `what is built: ${builtClouds.join(", ")}`,
        remedy: "use another cloud: this one can be planned, and no adapter builds on it yet",
    };
}

/**
 * A cell is built by one adapter: gates on two clouds can't authenticate each other, and tables are not replicated between clouds.
 */
function severalFaults({ cells, observability }: Config): Fault[] {
    const spanning = cells.flatMap(({ name, regions }, i): Fault[] =>
        cloudsOf(regions).length <= 1
            ? []
            : [
                  {
                      code: "capability/cell-over-clouds",
                      path: `cells[${i}].regions`,
                      value: cloudsOf(regions).join(", "),
                      allowed: "regions of one cloud in a cell; cells may be on different clouds",
                      remedy: `give each cloud a cell of its own instead of ${name}: gates of two clouds can't authenticate each other yet`,
                  },
              ],
    );
    return [
        ...spanning,
        ...homeMissing(
            cells.flatMap(({ regions }) => regions),
            observability?.home,
        ),
    ];
}

/** Each cloud has a view of its own. The config must name the one that links to the others. */
export function homeMissing(regions: readonly RegionRef[], home: RegionRef | undefined): Fault[] {
    const clouds = cloudsOf(regions);
    return clouds.length <= 1 || home !== undefined
        ? []
        : [
              {
                  code: "observability/home-missing",
                  path: "observability.home",
                  allowed: "a region of a cell",
                  remedy: `set it to the region that holds the view over all regions, since they are on ${clouds.join(" and ")}`,
              },
          ];
}

/** A cloud that can't be built on unless it is told what to run. */
function settingsFaults(config: Config, regions: readonly RegionRef[]): Fault[] {
    return cloudsOf(regions)
        .filter(cloud => cloudTable[cloud].needsSettings && config[cloud as "aws"] === undefined)
        .map(cloud => ({
            code: "capability/settings-missing",
            path: cloud,
            allowed: `meridian:${cloud}, where a cell has a region of ${cloud}`,
            remedy: `say ${cloud}, as the reference of the config shows`,
        }));
}
