import { type AuthPlan, authFaults, planAuth } from "./auth";
import { type Cloud, splitRef, type RegionRef } from "./catalogue";
import { type Cell, cellFaults, planCell } from "./cell";
import { checkFaults, checksFor } from "./checks";
import { type CloudFacts, cloudFacts } from "./clouds/facts";
import type { CellConfig, Config } from "./config";
import { drainFaults, servingRegions } from "./drain";
import { type Fault, refuse } from "./faults";
import { latencyFaults, type Link, localFaults, planLinks } from "./latency";
import { limitFaults, planLimits } from "./limits";
import { edgeFaults, planRouting, type RoutingPlan, someCities } from "./routing";
import { modelFaults, planServing, type ServingPlan } from "./serving";

/** Everything that can be decided before a resource exists. */
export interface Plan {
    readonly service: string;
    readonly domain: string;
    readonly cells: readonly CellPlan[];
    readonly routing: RoutingPlan;
    /** The ways whose length is simulated, on `local`. */
    readonly links: readonly Link[];
}

export interface CellPlan {
    readonly cell: Cell;
    /** One for each region, in order of name. */
    readonly servings: readonly ServingPlan[];
}

/** The plan of a config, or every fault in it (`ConfigFaults`). Pure: the same config gives the same plan. */
export function plan(config: Config): Plan {
    refuse(configFaults(config));
    const cells = [...config.cells]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(cell => planCellOf(config, cell, authOf(config, cell)));
    const routing = planRouting({
        domain: config.domain,
        cells: cells.map(({ cell }) => cell),
        failover: config.routing.failover,
        drain: config.routing.drain,
        cities: citiesOf(config),
    });
    const latency = config.local?.latency;
    return {
        service: config.service,
        domain: config.domain,
        cells,
        routing,
        links: latency === undefined ? [] : planLinks(routing, latency),
    };
}

function citiesOf({ demand }: Config): readonly string[] {
    return demand?.places.map(({ city }) => city) ?? someCities;
}

function planCellOf({ domain, models, routing }: Config, config: CellConfig, auth: AuthPlan): CellPlan {
    const cell = planCell(config, domain);
    const { drain, failover } = routing;
    const limits = planLimits(routing.limits, servingRegions(cell, drain).length);
    return {
        cell,
        servings: cell.regions.map(region =>
            planServing({ cell, region, models, checks: checksFor(region, failover), auth, limits, drain }),
        ),
    };
}

/** What a cell says of its callers goes before what routing says of all. */
function authOf({ routing }: Config, cell: CellConfig): AuthPlan {
    return planAuth(cell.auth ?? routing.auth);
}

/** Every fault in what the values of a config mean together. */
export function configFaults(config: Config): Fault[] {
    const { cells, local, models, routing } = config;
    const regions = cells.flatMap(cell => cell.regions);
    const auths = cells.map(cell => authOf(config, cell));
    return [
        ...cells.flatMap((cell, i) => cellFaults(cell, `cells[${i}]`)),
        ...cells.flatMap((cell, i) => authFaults(cell.auth, `cells[${i}].auth`)),
        ...sharedFaults(config),
        ...modelFaults(models, regions, auths),
        ...checkFaults(regions, routing.failover),
        ...drainFaults(cells, routing.drain, "routing.drain"),
        ...authFaults(routing.auth, "routing.auth"),
        ...limitFaults(routing.limits, auths, "routing.limits"),
        ...edgeFaults(config),
        ...localFaults(local, regions),
        ...(local?.latency === undefined
            ? []
            : latencyFaults(local.latency, { cells, cities: citiesOf(config) }, "local.latency")),
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
