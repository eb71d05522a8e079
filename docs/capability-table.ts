import { edges, features, hostingFeatures, hostings, type Hosting } from "../components/plan/clouds/cloud";
import { cloudTable, routeOver } from "../components/plan/clouds/table";
import { type Cloud, clouds } from "../components/plan/places/catalogue";
import { keysOf } from "../components/plan/config/form";

/** What each cloud can do, for the README: rows are what a config can ask for, cells by which product. */
export function capabilityTable(): string {
    const rows = [
        ...keysOf(hostings).flatMap(hosting => [
            [
                `**${hostings[hosting]}** (\`serving.hosting: ${hosting}\`)`,
                ...clouds.map(cloud => hostingCell(cloud, hosting)),
            ],
            ...keysOf(hostingFeatures).map(feature => [
                `… ${hostingFeatures[feature]}`,
                ...clouds.map(cloud => cloudTable[cloud].hostings[hosting]?.features[feature] ?? none),
            ]),
        ]),
        ...keysOf(edges).map(edge => [
            `clients enter \`${edge}\`: ${edges[edge]}`,
            ...clouds.map(cloud => routeOver(cloud, edge, cloud)?.by ?? none),
        ]),
        ...keysOf(features).map(feature => [
            features[feature],
            ...clouds.map(cloud => cloudTable[cloud].features[feature] ?? none),
        ]),
    ].filter(([, ...cells]) => cells.some(cell => cell !== none));
    return table(["what", ...clouds], rows);
}

/** Names of which cloud route to fronts of which, and with what limits. */
export function routeTable(): string {
    const rows = keysOf(edges).flatMap(edge =>
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
                        route.by,
                        steps?.join(" or ") ?? `${floorSeconds} or more`,
                        route.limits.join("; "),
                    ],
                ];
            }),
        ),
    );
    return table(["clients enter", "names of", "fronts on", "by", "checks every, s", "to know"], rows);
}

const none = "–";

function hostingCell(cloud: Cloud, hosting: Hosting): string {
    return cloudTable[cloud].hostings[hosting]?.product ?? none;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    return [head, head.map(() => "---"), ...rows].map(cells => `| ${cells.join(" | ")} |`).join("\n");
}
