import type { Asked } from "../config/config";
import type { Fault } from "../faults";
import { type Cloud, cloudsOf, type RegionRef } from "../places/catalogue";
import { artifactNeeds } from "./artifacts";
import type { Capability } from "./capability";
import { edges, features, hostingFeatures, hostings, insteadOf, type RouteFacts } from "./cloud";
import { hostingAsks } from "./hosting-faults";
import { type Need, needsOf } from "./needs";
import { builtClouds, cloudTable, isBuilt, routeOver } from "./table";

/** What clouds could do for a stack and their adapters don't build. Regions of clouds without an adapter have a fault of their own. */
export function notBuiltFaults(config: Asked, regions: readonly RegionRef[], names: readonly Cloud[]): Fault[] {
    const clouds = cloudsOf(regions).filter(isBuilt);
    return [
        ...needsOf(config, clouds, names).flatMap(needFaults),
        ...artifactNeeds(config, clouds).flatMap(needFaults),
        ...clouds.flatMap(cloud => hostingNeeds(config, cloud)).flatMap(cloudFaults),
        ...names
            .filter(isBuilt)
            .flatMap(cloud => clouds.flatMap(front => edgeNeeds(config, cloud, front)))
            .flatMap(cloudFaults),
        ...currencyFaults(config, clouds),
        ...broughtBackupFaults(config, clouds),
    ];
}

/** One need of clouds that could do it, and whose adapters don't build it. */
export function needFaults({ clouds, feature, path, value }: Need): Fault[] {
    const lacking = clouds.filter(isBuilt).flatMap((cloud): Lacking[] => {
        const capability = cloudTable[cloud].features[feature];
        return capability.state === "possible" ? [{ cloud, by: capability.by }] : [];
    });
    if (lacking.length === 0) return [];
    const able = builtClouds.filter(cloud => cloudTable[cloud].features[feature].state === "built");
    const unbuilt = { what: features[feature], path, value, able };
    const instead = insteadOf[feature];
    return instead === undefined
        ? lacking.map(one => notBuilt(unbuilt, leaving(one)))
        : [notBuilt(unbuilt, `${instead}: no adapter builds it yet; ${couldBy(lacking)}`)];
}

/** A cloud that could. */
interface Lacking {
    readonly cloud: Cloud;
    readonly by: string;
}

function leaving({ by, cloud }: Lacking): string {
    return `remove it, or leave ${cloud}, whose adapter doesn't build it: the cloud could, by ${by}`;
}

function couldBy(lacking: readonly Lacking[]): string {
    return lacking.map(({ by, cloud }) => `${cloud} could by ${by}`).join("; ");
}

/** What the config needs, at which path, and the clouds on which it is built. */
interface Unbuilt {
    readonly what: string;
    readonly path: string;
    readonly value?: unknown;
    readonly able: readonly Cloud[];
}

function notBuilt({ able, path, value, what }: Unbuilt, remedy: string): Fault {
    return {
        code: "capability/not-built",
        path,
        ...(value === undefined ? {} : { value }),
        allowed: `${what}: ${able.length === 0 ? "built on no cloud yet" : `on ${able.join(", ")}`}`,
        remedy,
    };
}

interface CloudNeed extends Unbuilt {
    readonly cloud: Cloud;
    readonly capability: Capability | Pick<RouteFacts, "state" | "by"> | undefined;
}

function cloudFaults({ capability, cloud, ...need }: CloudNeed): Fault[] {
    return capability?.state === "possible" ? [notBuilt(need, leaving({ cloud, by: capability.by }))] : [];
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

/** Tables that are brought are backed up where they were created. */
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
