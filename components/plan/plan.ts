import { type Cloud, splitRef, type RegionRef } from "./catalogue";
import { type Cell, cellFaults, planCell } from "./cell";
import { checkFaults, checksFor } from "./checks";
import { type CloudFacts, cloudFacts } from "./clouds/facts";
import type { Config } from "./config";
import { type Fault, refuse } from "./faults";
import { edgeFaults, planRouting, type RoutingPlan } from "./routing";
import { modelFaults, planServing, type ServingPlan } from "./serving";

/** Everything that can be decided before a resource exists. */
export interface Plan {
    readonly service: string;
    readonly domain: string;
    readonly cells: readonly CellPlan[];
    readonly routing: RoutingPlan;
}

export interface CellPlan {
    readonly cell: Cell;
    /** One for each region, in order of name. */
    readonly servings: readonly ServingPlan[];
}

/** The plan of a config, or every fault in it (`ConfigFaults`). Pure: the same config gives the same plan. */
export function plan(config: Config): Plan {
    refuse(configFaults(config));
    const cells = config.cells
        .map(cell => planCell(cell, config.domain))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(cell => ({ cell, servings: cell.regions.map(region => servingIn(region, cell, config)) }));
    return {
        service: config.service,
        domain: config.domain,
        cells,
        routing: planRouting({
            domain: config.domain,
            cells: cells.map(({ cell }) => cell),
            failover: config.routing.failover,
            ...(config.demand === undefined ? {} : { cities: config.demand.places.map(({ city }) => city) }),
        }),
    };
}

function servingIn(region: RegionRef, cell: Cell, config: Config): ServingPlan {
    return planServing({ cell, region, models: config.models, checks: checksFor(region, config.routing.failover) });
}

/** Every fault in what the values of a config mean together. */
export function configFaults(config: Config): Fault[] {
    const regions = config.cells.flatMap(cell => cell.regions);
    return [
        ...config.cells.flatMap((cell, i) => cellFaults(cell, `cells[${i}]`)),
        ...sharedFaults(config),
        ...modelFaults(config.models, regions),
        ...checkFaults(regions, config.routing.failover),
        ...edgeFaults(config),
        ...capabilityFaults(config, regions),
    ];
}

/** A region, and a name, belong to one cell. */
function sharedFaults(config: Config): Fault[] {
    const owner = new Map<RegionRef, string>();
    return config.cells.flatMap((cell, i) => [
        ...(config.cells.findIndex(({ name }) => name === cell.name) === i
            ? []
            : [
                  {
                      code: "cell/name-twice" as const,
                      path: `cells[${i}].name`,
                      value: cell.name,
                      remedy: "give each cell a name of its own",
                  },
              ]),
        ...[...cell.regions, ...(cell.backup === undefined ? [] : [cell.backup])].flatMap((ref, j): Fault[] => {
            const other = owner.get(ref) ?? cell.name;
            owner.set(ref, other);
            return other === cell.name
                ? []
                : [
                      {
                          code: "residency/region-in-two-cells",
                          path: j < cell.regions.length ? `cells[${i}].regions[${j}]` : `cells[${i}].backup`,
                          value: ref,
                          allowed: `a region that cell ${other} does not have`,
                          remedy: "leave the region to one cell",
                      },
                  ];
        }),
    ]);
}

/** What a cloud of the stack can't do. */
function capabilityFaults(config: Config, regions: readonly RegionRef[]): Fault[] {
    const clouds = [...new Set(regions.map(ref => splitRef(ref).cloud))];
    return clouds.flatMap(cloud => {
        const facts = cloudFacts[cloud];
        return facts === undefined
            ? []
            : [...edgeCapability(config, cloud, facts), ...artifactCapability(config, cloud, facts)];
    });
}

function edgeCapability({ routing }: Config, cloud: Cloud, { edges }: CloudFacts): Fault[] {
    return edges.includes(routing.edge)
        ? []
        : [
              {
                  code: "capability/edge",
                  path: "routing.edge",
                  value: routing.edge,
                  allowed: `${edges.join(", ")} on ${cloud}`,
                  remedy: "use an edge mode that the cloud has",
              },
          ];
}

function artifactCapability({ models }: Config, cloud: Cloud, { artifactSchemes }: CloudFacts): Fault[] {
    return models.flatMap((model, i) =>
        Object.entries(model.releases).flatMap(([version, { artifact }]): Fault[] =>
            artifactSchemes.some(scheme => artifact.startsWith(`${scheme}:`))
                ? []
                : [
                      {
                          code: "capability/artifact-scheme",
                          path: `models[${i}].releases[${JSON.stringify(version)}].artifact`,
                          value: artifact,
                          allowed: `${artifactSchemes.join(":, ")}: on ${cloud}`,
                          remedy: "name the artifact in a way that the cloud can get it",
                      },
                  ],
        ),
    );
}
