import assert from "node:assert/strict";
import fc from "fast-check";

import { parseConfig } from "../../../components/plan/config";
import { plan } from "../../../components/plan/plan";
import { configs, fixedSeed } from "../../support/arbitraries";
import { inside, textsIn, valuesOf } from "./inside";
import { placed } from "./placed";

/** For each gate of a generated plan: its configuration, and which regions, hosts and addresses are not its cell's. */
function forEveryGate(holds: (gate: ReturnType<typeof gatesOf>[number]) => void): void {
    fc.assert(
        fc.property(configs, written => {
            gatesOf(plan(parseConfig(written))).forEach(holds);
        }),
        fixedSeed,
    );
}

function gatesOf(planned: ReturnType<typeof plan>) {
    const { servings, configuration, gate, server } = placed(planned);
    const portsOf = (cell: string) =>
        servings
            .filter(serving => serving.cell.name === cell)
            .flatMap(serving => [
                gate(serving.region).port,
                ...serving.models.flatMap(({ name, releases }) =>
                    releases.map(({ version }) => server(serving, name, version).port),
                ),
            ]);
    return servings.map(serving => ({
        serving,
        configuration: configuration(serving),
        ownPorts: portsOf(serving.cell.name),
        foreign: servings.filter(({ cell }) => cell.name !== serving.cell.name),
    }));
}

describe("for any valid config, a gate", () => {
    it("knows addresses of its own cell only", () => {
        forEveryGate(({ configuration, ownPorts }) => {
            const ports = valuesOf("port_value", [...configuration.clusters, ...configuration.listeners]);
            assert.ok(ports.length > 1);
            assert.ok(ports.every(port => ownPorts.includes(port as number)));
        });
    });

    it("names no region and no host of another cell", () => {
        forEveryGate(({ configuration, foreign }) => {
            const { listeners, clientRoutes, gateRoutes, clusters } = configuration;
            const words = new Set(
                textsIn([...listeners, ...clientRoutes, ...gateRoutes, ...clusters]).flatMap(text => [
                    text,
                    ...text.split("/"),
                ]),
            );
            for (const { region, host, cell } of foreign) {
                assert.ok(![region, host, cell.host].some(name => words.has(name)));
            }
        });
    });

    it("listens at one address, its own, and at no wildcard", () => {
        forEveryGate(({ configuration }) => {
            assert.equal(valuesOf("socket_address", configuration.listeners).length, 1);
            const { listeners, clusters } = configuration;
            assert.ok(valuesOf("address", [...listeners, ...clusters]).every(at => at !== "0.0.0.0" && at !== "::"));
        });
    });

    it("refers only to clusters that it has, and to each of them somewhere", () => {
        forEveryGate(({ configuration: { clientRoutes, gateRoutes, clusters, listeners } }) => {
            const routes = [...clientRoutes, ...gateRoutes];
            const names = clusters.map(({ name }) => name);
            const used = [
                ...valuesOf("cluster", routes),
                ...valuesOf("weighted_clusters", routes).flatMap(weighted => valuesOf("name", weighted)),
                ...clusters.flatMap(cluster => inside(cluster, "cluster_type", "typed_config", "clusters") ?? []),
                ...valuesOf("cluster_min_healthy_percentages", listeners).flatMap(check =>
                    Object.keys(check as object),
                ),
            ];
            assert.deepEqual(new Set(used), new Set(names));
            assert.equal(new Set(names).size, names.length);
        });
    });

    it("sends what states its region to its own servers only", () => {
        forEveryGate(({ configuration: { gateRoutes } }) => {
            const texts = textsIn(gateRoutes);
            assert.ok(!texts.some(text => /^(spill|peer)\//.test(text)));
            assert.ok(texts.some(text => text.startsWith("release/")));
        });
    });

    it("gives away every request by shares of 10,000 in all", () => {
        forEveryGate(({ configuration: { clientRoutes, gateRoutes } }) => {
            for (const weighted of valuesOf("weighted_clusters", [...clientRoutes, ...gateRoutes])) {
                const weights = valuesOf("weight", weighted) as number[];
                assert.equal(
                    weights.reduce((sum, weight) => sum + weight, 0),
                    10_000,
                );
            }
        });
    });

    it("lets in by mutual TLS the gates of its cell and no other", () => {
        forEveryGate(({ serving, configuration: { listeners } }) => {
            const matched = valuesOf("match_typed_subject_alt_names", listeners).flatMap(names =>
                valuesOf("exact", names),
            );
            const ours = serving.cell.regions.map(ref => `${ref.split(":")[1]!}.${serving.cell.host}`);
            assert.deepEqual([...matched].sort(), [...ours].sort());
        });
    });
});
