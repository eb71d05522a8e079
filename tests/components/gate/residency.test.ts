import assert from "node:assert/strict";

import type { EnvoyConfiguration } from "../../../components/gate/configuration";
import type { Json, JsonObject } from "../../../components/gate/envoy";
import { type Plan } from "../../../components/plan/plan";
import { runningReleases } from "../../../components/plan/serving/serving";
import { always, planOf, remembered } from "../../support/always";
import { localConfigs } from "../../support/arbitraries";
import { inside, textsIn, valuesOf, wordsIn } from "./inside";
import { placed } from "./placed";

/** For each gate of a generated plan: its configuration, and which regions, hosts and addresses are not its cell's. */
function forEveryGate(holds: (gate: ReturnType<typeof gatesOf>[number]) => void): void {
    always(
        localConfigs,
        written => {
            gatesOf(planOf(written)).forEach(holds);
        },
        100,
    );
}

/** The clusters that a request may come to. */
function forwardedTo({ listeners, clientRoutes, gateRoutes, clusters }: EnvoyConfiguration): Json[] {
    const routes = [...clientRoutes, ...gateRoutes, ...valuesOf("route_config", listeners)];
    return [
        ...valuesOf("cluster", routes),
        ...valuesOf("weighted_clusters", routes).flatMap(weighted => valuesOf("name", weighted)),
        ...clusters.flatMap(cluster => inside(cluster, "cluster_type", "typed_config", "clusters") ?? []),
    ];
}

/** Of all clusters the one whose host is none of the cell's. */
function isOfIssuer({ name }: JsonObject): boolean {
    return name === "keys";
}

function addressOf({ hostname, port }: URL): JsonObject {
    return { address: hostname, port_value: port === "" ? 443 : Number(port) };
}

const gatesOf = remembered((planned: Plan) => {
    const { servings, configuration, gate, server, comparer, tables } = placed(planned);
    const portsOf = (cell: string) =>
        servings
            .filter(serving => serving.cell.name === cell)
            .flatMap(serving => [
                gate(serving.region).port,
                comparer(serving.region).port,
                tables(serving.region).port,
                ...serving.models.flatMap(model =>
                    runningReleases(model).map(({ version }) => server(serving, model.name, version).port),
                ),
            ]);
    return servings.map(serving => ({
        serving,
        configuration: configuration(serving),
        ownPorts: portsOf(serving.cell.name),
        foreign: servings.filter(({ cell }) => cell.name !== serving.cell.name),
        drained: servings.filter(({ drained }) => drained).map(({ region }) => region),
    }));
});

describe("for any valid config, a gate", function () {
    it("knows addresses of its own cell only, beside the one that its cell's issuer publishes keys at", () => {
        forEveryGate(({ serving, configuration: { clusters, listeners }, ownPorts }) => {
            const [issuers, others] = [clusters.filter(isOfIssuer), clusters.filter(cluster => !isOfIssuer(cluster))];
            const ports = valuesOf("port_value", [...others, ...listeners]);
            assert.ok(ports.length > 1);
            assert.ok(ports.every(port => ownPorts.includes(port as number)));
            const hosts = valuesOf("address", [...others, ...listeners]).filter(at => typeof at === "string");
            assert.deepEqual([...new Set(hosts)], ["127.0.0.1"]);
            const keys = serving.auth.jwt?.keys;
            assert.deepEqual(
                valuesOf("socket_address", issuers),
                keys?.kind === "uri" ? [addressOf(new URL(keys.uri))] : [],
            );
        });
    });

    it("has no address that traces could go to", () => {
        forEveryGate(({ configuration: { clusters } }) => {
            assert.deepEqual(
                clusters.filter(({ name }) => name === "traces").map(traces => inside(traces, "load_assignment")),
                [{ cluster_name: "traces", endpoints: [] }],
            );
        });
    });

    it("of a region in traffic spills to no region out of it, and none asks who the callers of another cell are", () => {
        forEveryGate(({ serving, configuration: { clusters, listeners }, drained }) => {
            const words = textsIn(clusters);
            assert.ok(!drained.some(region => words.includes(`peer/${region}`)));
            assert.deepEqual(
                valuesOf("issuer", listeners),
                serving.auth.jwt === undefined ? [] : [serving.auth.jwt.issuer],
            );
        });
    });

    it("names no region and no host of another cell", () => {
        forEveryGate(({ configuration, foreign }) => {
            const { listeners, clientRoutes, gateRoutes, clusters } = configuration;
            const words = wordsIn([...listeners, ...clientRoutes, ...gateRoutes, ...clusters]);
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
        forEveryGate(({ configuration }) => {
            const names = configuration.clusters.map(({ name }) => name);
            const checked = valuesOf("cluster_min_healthy_percentages", configuration.listeners).flatMap(check =>
                Object.keys(check as object),
            );
            const asked = valuesOf("http_uri", configuration.listeners).flatMap(uri => valuesOf("cluster", uri));
            assert.deepEqual(new Set([...forwardedTo(configuration), ...checked, ...asked]), new Set(names));
            assert.equal(new Set(names).size, names.length);
        });
    });

    it("sends requests to releases, its cell's tables and peers alone, copies to its comparer, and none to where it gets its issuer's keys", () => {
        forEveryGate(({ serving, configuration }) => {
            const copies = valuesOf("request_mirror_policies", configuration.clientRoutes).flatMap(policies =>
                valuesOf("cluster", policies),
            );
            assert.ok(copies.every(name => name === "comparer"));
            const others = forwardedTo(configuration).filter(name => name !== "comparer");
            const isOfTables = (name: Json) => name === "tables" || name === "spill/tables";
            assert.equal(others.some(isOfTables), serving.tables.length > 0);
            assert.ok(
                others
                    .filter(name => !isOfTables(name))
                    .every(name => /^((release|spill)\/[^/]+|peer|compared)\//.test(name as string)),
            );
            assert.equal(forwardedTo(configuration).length - others.length, copies.length);
        });
    });

    it("sends what states its region to its own servers only", () => {
        forEveryGate(({ serving, configuration: { gateRoutes } }) => {
            const texts = textsIn(gateRoutes);
            assert.ok(!texts.some(text => /^(spill|peer)\//.test(text)));
            assert.ok(texts.some(text => text.startsWith("release/")));
            assert.equal(texts.includes("tables"), serving.tables.length > 0);
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

    it("admits by mutual TLS the gates of its cell, the comparer of its region, and no other", () => {
        forEveryGate(({ serving, configuration: { listeners } }) => {
            const matched = valuesOf("match_typed_subject_alt_names", listeners).flatMap(names =>
                valuesOf("exact", names),
            );
            const ours = serving.cell.regions.map(ref => `${ref.split(":")[1]!}.${serving.cell.host}`);
            const shadows = serving.models.some(({ shadow }) => shadow !== undefined);
            const expected = shadows ? [...ours, `comparer.${serving.host}`] : ours;
            assert.deepEqual([...matched].sort(), [...expected].sort());
        });
    });
});
