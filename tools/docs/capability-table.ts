import type { Capability } from "../../components/plan/clouds/capability";
import { edges, features, hostingFeatures, type Hosting, hostings } from "../../components/plan/clouds/cloud";
import { cloudTable, routeOver } from "../../components/plan/clouds/table";
import { keysOf } from "../../components/plan/config/form";
import { type Cloud, clouds } from "../../components/plan/places/catalogue";
import { table } from "./markdown";

interface Row {
    readonly what: string;
    readonly of: (cloud: Cloud) => Capability;
}

/** What a config can ask for. */
const rows: readonly Row[] = [
    ...keysOf(hostings).flatMap((hosting): Row[] => [
        { what: `${hostings[hosting]} (\`serving.hosting: ${hosting}\`)`, of: cloud => hostingOf(cloud, hosting) },
        ...keysOf(hostingFeatures).map((feature): Row => ({
            what: `… ${hosting}: ${hostingFeatures[feature]}`,
            of: cloud => {
                const facts = cloudTable[cloud].hostings[hosting];
                return facts.state === "impossible" ? facts : facts.features[feature];
            },
        })),
    ]),
    ...keysOf(edges).map((edge): Row => ({
        what: `clients enter \`${edge}\`: ${edges[edge]}`,
        of: cloud => {
            const routes = cloudTable[cloud].routes[edge];
            return "state" in routes ? routes : routeOver(cloud, edge, cloud)!;
        },
    })),
    {
        what: "regions under the names of another cloud (`routing.names`)",
        of: cloud => cloudTable[cloud].underOtherNames,
    },
    ...keysOf(features).map((feature): Row => ({
        what: features[feature],
        of: cloud => cloudTable[cloud].features[feature],
    })),
];

function hostingOf(cloud: Cloud, hosting: Hosting): Capability {
    const facts = cloudTable[cloud].hostings[hosting];
    return facts.state === "impossible" ? facts : { state: facts.state, by: facts.product };
}

/** What each cloud can do, and what is built: rows are what a config can ask for, cells by which product. */
export function capabilityTable(): string {
    return table(
        ["what", ...clouds],
        rows.map(({ what, of }) => [what, ...clouds.map(cloud => cell(of(cloud)))]),
    );
}

/** Why clouds can't, each reason once for all that has it. */
export function impossibleTable(): string {
    const found = clouds.flatMap(cloud =>
        rows.flatMap(({ what, of }) => {
            const capability = of(cloud);
            return capability.state === "impossible" ? [{ cloud, what, why: capability.why }] : [];
        }),
    );
    const reasons = [...new Set(found.map(({ cloud, why }) => `${cloud}\n${why}`))];
    return table(
        ["cloud", "what", "why not"],
        reasons.map(reason => {
            const same = found.filter(({ cloud, why }) => `${cloud}\n${why}` === reason);
            return [same[0]!.cloud, same.map(({ what }) => what).join("; "), same[0]!.why];
        }),
    );
}

/** Names of which cloud route to fronts of which, and with what limits. */
export function routeTable(): string {
    const routes = keysOf(edges).flatMap(edge =>
        clouds.flatMap(names =>
            clouds.flatMap(front => {
                const route = routeOver(names, edge, front);
                if (route === undefined) return [];
                const { floorSeconds, steps } = route.checks;
                return [
                    [
                        `\`${edge}\``,
                        names,
                        front,
                        cell(route),
                        steps?.join(" or ") ?? `${floorSeconds} or more`,
                        route.limits.join("; "),
                    ],
                ];
            }),
        ),
    );
    return table(["clients enter", "names of", "fronts on", "by", "checks every, s", "to know"], routes);
}

function cell(capability: Pick<Capability, "state"> & { readonly by?: string }): string {
    const { state, by = "" } = capability;
    return state === "built" ? `**${by}**` : state === "possible" ? by : "–";
}
