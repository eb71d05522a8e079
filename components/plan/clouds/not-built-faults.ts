import type { Asked } from "../config/config";
import { andList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
import { type Cloud, cloudsOf, type RegionRef } from "../places/catalogue";
import { artifactNeeds } from "./artifacts";
import type { Capability } from "./capability";
import { features, hostingFeatures, insteadOf, type RouteFacts } from "./cloud";
import { costMonitorFaults } from "./cost-monitor-faults";
import { hostingAsks } from "./hosting-faults";
import { alternatives, type Used, withValue } from "./lack";
import { type Need, needsOf } from "./needs";
import { builtClouds, cloudTable, isBuilt, routeOver } from "./table";

/** What clouds could do for a stack and their adapters don't build. Regions of clouds without an adapter have a fault of their own. */
export function notBuiltFaults(config: Asked, regions: readonly RegionRef[], names: readonly Cloud[]): Fault[] {
    const clouds = cloudsOf(regions).filter(isBuilt);
    return [
        ...needsOf(config, clouds, names).flatMap(needFaults),
        ...artifactNeeds(config, clouds).flatMap(needFaults),
        ...cloudFaults(clouds.flatMap(cloud => hostingNeeds(config, cloud))),
        ...cloudFaults(
            names.filter(isBuilt).flatMap(cloud => clouds.flatMap(front => edgeNeeds(config, cloud, front))),
        ),
        ...currencyFaults(config, clouds),
        ...costMonitorFaults(config, clouds),
        ...broughtBackupFaults(config, clouds),
    ];
}

/** One need of clouds that could do it, and whose adapters don't build it. */
export function needFaults({ clouds, feature, path, value }: Need): Fault[] {
    const unbuilt = clouds.filter(isBuilt).filter(cloud => cloudTable[cloud].features[feature].state === "possible");
    const able = builtClouds.filter(cloud => cloudTable[cloud].features[feature].state === "built");
    return unbuilt.length === 0
        ? []
        : [notBuilt({ what: features[feature], path, value, able }, unbuilt, insteadOf[feature])];
}

/** What the config uses, and the clouds on which it is built. */
interface Unbuilt extends Used {
    readonly able: readonly Cloud[];
}

function notBuilt({ able, path, value, what }: Unbuilt, clouds: readonly Cloud[], instead?: string): Fault {
    const adapters = `the ${clouds.length === 1 ? "adapter" : "adapters"} for ${andList(clouds)}`;
    const verb = clouds.length === 1 ? "does" : "do";
    const problem =
        able.length === 0
            ? `no adapter supports ${what} yet`
            : `${adapters} ${verb} not support ${what} yet${alternatives(able)}`;
    return {
        code: "capability/not-built",
        path,
        ...(value === undefined ? {} : { value }),
        problem: withValue({ path, value }, problem),
        remedy: instead ?? (able.length === 0 ? "remove it" : "remove it, or use clouds that support it"),
    };
}

interface CloudNeed extends Unbuilt {
    readonly cloud: Cloud;
    readonly capability: Capability | Pick<RouteFacts, "state" | "by"> | undefined;
}

/** One fault for each use, whatever the number of clouds whose adapters don't build it. */
function cloudFaults(needs: readonly CloudNeed[]): Fault[] {
    const unbuilt = needs.filter(({ capability }) => capability?.state === "possible");
    const isSame = (a: CloudNeed, b: CloudNeed) => a.path === b.path && a.what === b.what;
    return unbuilt
        .filter((need, i) => unbuilt.findIndex(other => isSame(need, other)) === i)
        .map(need => {
            const clouds = unbuilt.filter(other => isSame(need, other)).map(({ cloud }) => cloud);
            return notBuilt(need, [...new Set(clouds)]);
        });
}

function hostingNeeds({ serving }: Asked, cloud: Cloud): CloudNeed[] {
    const { hosting } = serving;
    const facts = cloudTable[cloud].hostings[hosting];
    if (facts.state === "impossible") return [];
    const capability = { state: facts.state, by: facts.product };
    const able = builtClouds.filter(cloud => cloudTable[cloud].hostings[hosting].state === "built");
    const whole = {
        what: `hosting ${quoted(hosting)}`,
        path: "serving.hosting",
        value: hosting,
        cloud,
        capability,
        able,
    };
    return facts.state === "possible"
        ? [whole]
        : hostingAsks(serving).map(({ feature, path, value }) => ({
              what: `${hostingFeatures[feature]} with hosting ${quoted(hosting)}`,
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
            what: `edge ${quoted(edge)}`,
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
                      problem: `budgets on ${cloud} do not support currency ${quoted(budget.currency)}, expected ${currency}`,
                      remedy: `set the budget in ${currency}`,
                  },
              ];
    });
}

/** Tables that are brought are backed up where they were created. */
function broughtBackupFaults({ store }: Asked, clouds: readonly Cloud[]): Fault[] {
    if (store?.backup === undefined || clouds.length === 0) return [];
    return store.tables.flatMap(({ existing = {}, name }, i): Fault[] =>
        Object.keys(existing).length === 0
            ? []
            : [
                  {
                      code: "store/backup-of-existing",
                      path: `store.tables[${i}].existing`,
                      problem: `table ${quoted(name)} exists already and is not backed up by store.backup`,
                      remedy: "back the table up where it was created, and remove store.backup or use the table from a store of its own",
                  },
              ],
    );
}
