import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";

import { type EnvoyConfiguration, wholeFile } from "../../../components/gate/configuration";
import type { Json, JsonObject } from "../../../components/gate/envoy";
import { configurationText } from "../../../components/gate/text";
import type { Side } from "../../../components/gate/headers";
import { type Family, familyOf } from "../../../components/plan/serving/protocols";
import { always, remembered } from "../../support/always";
import { fixedSeed } from "../../support/arbitraries";
import { type HostedGate, type HostedPlan, hostedGates, hostedPlans, type Secrets } from "./any-links";
import { type Judge, envoyAsJudge, objections } from "./envoy";
import { inside, textInside, textsIn, valuesOf, wordsIn } from "./inside";
import { called, type Request, routeOf } from "./matching";

const secrets: Secrets = { file: "/run/secrets/of-upstreams", environment: "SECRET_OF_UPSTREAMS" };
const secret = "hunter2-of-upstreams";

describe("for any plan and any way of hosting its models, a gate", function () {
    this.timeout(60_000);

    before(() => {
        process.env[secrets.environment] = secret;
    });
    after(() => {
        delete process.env.SECRET_OF_UPSTREAMS;
    });

    it("says nowhere, in no text and no key, a host, region or address of another cell", () => {
        forEveryCell(gates => {
            for (const gate of gates) {
                const said = [...namesIn(gate.configuration)].join("\n");
                assert.ok([gate.serving.cell.host, gate.serving.host].every(name => says(said, name)));
                const foreign = gates.filter(({ serving }) => serving.cell.name !== gate.serving.cell.name);
                for (const { serving, ending, host } of foreign) {
                    const names = [serving.cell.host, serving.host, serving.region, ending];
                    const found = names.filter(name => says(said, name));
                    assert.deepEqual(found, [], `${gate.serving.region} of ${gate.serving.cell.name}`);
                    assert.ok(!valuesOf("port_value", partsOf(gate.configuration)).includes(host.listen.port));
                }
            }
        });
    });

    it("is written as the text that JSON has for it, though gates share most of their texts", () => {
        forEveryGate(({ configuration }) => {
            assert.equal(configurationText(configuration), JSON.stringify(configuration));
        });
    });

    it("sends to the configured addresses, with the issuer's, and to each of them", () => {
        forEveryGate(({ serving, configuration, reported }) => {
            const keys = serving.auth.jwt?.keys;
            const issuer = keys?.kind === "uri" ? new URL(keys.uri) : undefined;
            const expected = [
                ...reported.map(({ host, port }) => `${host}:${port}`),
                ...(issuer === undefined ? [] : [`${issuer.hostname}:${issuer.port || "443"}`]),
            ];
            const addresses = valuesOf("socket_address", configuration.clusters) as {
                address: string;
                port_value: number;
            }[];
            assert.deepEqual(
                new Set(addresses.map(({ address, port_value }) => `${address}:${port_value}`)),
                new Set(expected),
            );
        });
    });

    it("has every cluster, listener and secret that anything in it names", () => {
        forEveryGate(({ configuration }) => {
            const { clusters, listeners, clientRoutes, gateRoutes } = configuration;
            const names = new Set(clusters.map(({ name }) => name));
            assert.equal(names.size, clusters.length);
            const routes = [...clientRoutes, ...gateRoutes, ...valuesOf("route_config", listeners)] as JsonObject[];
            const named = [
                ...valuesOf("cluster", [...routes, ...listeners, ...clusters]),
                ...valuesOf("weighted_clusters", routes).flatMap(weighted => valuesOf("name", weighted)),
                ...valuesOf("cluster_min_healthy_percentages", listeners).flatMap(check =>
                    Object.keys(check as object),
                ),
                ...clusters.flatMap(one => inside(one, "cluster_type", "typed_config", "clusters") ?? []),
            ];
            assert.deepEqual(
                named.filter(name => !names.has(name)),
                [],
            );
            const within = valuesOf("server_listener_name", clusters);
            assert.deepEqual(new Set(within), new Set(listeners.slice(1).map(({ name }) => name)));
            const kept = new Set(configuration.secrets.map(({ name }) => name));
            const needed = [...valuesOf("client_secret", clusters), ...valuesOf("credential", clusters)].map(one =>
                textInside(one, "name"),
            );
            const reported = needed.filter(name => !name.startsWith("envoy."));
            assert.deepEqual(new Set(reported), kept);
        });
    });

    it("redirects no client, and lets no request name its cluster", () => {
        forEveryGate(({ configuration }) => {
            const parts = partsOf(configuration);
            for (const key of ["redirect", "cluster_header", "internal_redirect_policy"]) {
                assert.deepEqual(valuesOf(key, parts), [], key);
            }
        });
    });

    it("mirrors inferences of clients alone, so many of a model's as its shadow is to be asked, to its region's comparer", () => {
        let mirrors = 0;
        forEveryGate(({ serving, configuration }) => {
            const { clientRoutes, clusters, ...others } = configuration;
            assert.deepEqual(valuesOf("request_mirror_policies", Object.values(others)), []);
            const mirrored = routesIn(clientRoutes).filter(
                ({ route }) => inside(route ?? null, "request_mirror_policies") !== undefined,
            );
            const shadows = new Map(serving.models.map(({ name, shadow }) => [name as Json, shadow]));
            for (const { name, match, route } of mirrored) {
                assert.equal(inside(match, "path"), `/v2/models/${name as string}/infer`);
                const policy = inside(route, "request_mirror_policies", 0);
                assert.equal(inside(policy, "cluster"), "comparer");
                assert.deepEqual(inside(policy, "runtime_fraction", "default_value"), {
                    numerator: shadows.get(name!)!.weight,
                    denominator: "TEN_THOUSAND",
                });
                mirrors += 1;
            }
            const some = serving.models.filter(({ shadow }) => shadow !== undefined).map(({ name }) => name);
            assert.deepEqual(new Set(mirrored.map(({ name }) => name)), new Set(some));
            assert.equal(clusters.filter(({ name }) => name === "comparer").length, some.length > 0 ? 1 : 0);
        });
        assert.ok(mirrors > 100, `${mirrors} mirrors seen`);
    });

    it("admits only the comparer to a shadow", () => {
        forEveryGate(({ serving, configuration }) => {
            for (const { name, shadow } of serving.models) {
                if (shadow === undefined) continue;
                const { listeners, clientRoutes, gateRoutes, clusters } = configuration;
                const cluster = `compared/${name}/${shadow.version}`;
                const names = (part: Json | readonly JsonObject[]) => JSON.stringify(part).includes(`"${cluster}"`);
                assert.ok(names(clusters));
                assert.ok(!names(clientRoutes) && !names(gateRoutes));
                for (const way of ["release", "spill"]) {
                    assert.ok(!JSON.stringify(configuration).includes(`"${way}/${name}/${shadow.version}"`));
                }
                const named = valuesOf("filter_chains", listeners.slice(0, 1)).flat() as JsonObject[];
                const leading = named.filter(names);
                assert.deepEqual(
                    leading.map(chain => inside(chain, "filter_chain_match", "server_names")),
                    [[`shadows.${serving.host}`]],
                );
                const callers = valuesOf("match_typed_subject_alt_names", leading).flat();
                assert.deepEqual(
                    callers.map(one => inside(one, "matcher", "exact")),
                    [`comparer.${serving.host}`],
                );
            }
        });
    });

    it("says no secret, only where one is", () => {
        forEveryGate(({ configuration }) => {
            const texts = textsIn(partsOf(configuration));
            assert.ok(!texts.some(text => text.includes(secret) || text.includes("PRIVATE KEY")));
            for (const kept of valuesOf("generic_secret", configuration.secrets)) {
                const where = Object.keys(inside(kept, "secret") as object);
                assert.ok(["filename", "environment_variable"].includes(where.join()));
            }
        });
    });

    it("leads each request for a model to the release that it names, or to the shares of the plan, in every form that it has", () => {
        const families = new Set<Family>();
        forEveryGate(({ serving, configuration, upstreams }) => {
            for (const { name, releases } of serving.models) {
                const onlyInfers = releases.some(
                    ({ version }) => upstreams.get(`${name}/${version}`)!.rewrite !== undefined,
                );
                const shares = releases.map(({ version, weight }) => [version, weight]);
                const family = familyOf(releases[0] ?? {});
                families.add(family);
                for (const over of formsOf[family].filter(form => form !== "grpc" || !onlyInfers)) {
                    assert.deepEqual(ledTo("clients", configuration, requestFor(over, name)), shares);
                    for (const { version } of releases) {
                        const way = (side: Side) => ledTo(side, configuration, requestFor(over, name, version, side));
                        assert.deepEqual(way("clients"), `spill/${name}/${version}`);
                        assert.deepEqual(way("gates"), `release/${name}/${version}`);
                    }
                }
            }
        });
        assert.equal(families.size, 3);
    });

    it("leads each request for a table to what serves those of its cell, and of a cell without tables nowhere", () => {
        let having = 0;
        forEveryGate(({ serving, configuration }) => {
            const leads = (path: string, method: string) =>
                (["clients", "gates"] as const).map(side =>
                    ledTo(side, configuration, { path, headers: { ":method": method } }),
                );
            for (const method of ["GET", "POST", "PUT", "DELETE"]) {
                for (const { name } of serving.tables) {
                    assert.deepEqual(leads(`/v1/tables/${name}/patient-1`, method), ["spill/tables", "tables"]);
                }
                assert.deepEqual(leads("/v1/tables/no-such-table/patient-1", method), [404, 404]);
            }
            having += serving.tables.length > 0 ? 1 : 0;
        });
        assert.ok(having > 30, `${having} gates with tables seen`);
    });

    it("leads no request over gRPC to a host that has one path", () => {
        forEveryGate(({ serving, configuration, upstreams }) => {
            for (const { name, releases } of serving.models) {
                const infers = releases.filter(
                    ({ version }) => upstreams.get(`${name}/${version}`)!.rewrite !== undefined,
                );
                for (const { version } of infers) {
                    for (const side of ["clients", "gates"] as const) {
                        assert.equal(ledTo(side, configuration, requestFor("grpc", name, version, side)), 404);
                    }
                }
            }
        });
    });

    describe("is taken by the real Envoy", () => {
        let judge: Judge;
        before(async () => {
            judge = await envoyAsJudge();
            await writeFile(join(judge.directory, "secret"), secret);
        });
        after(() => judge.dismiss());

        it("without a word", async () => {
            const here = { ...secrets, file: join(judge.directory, "secret") };
            await fc.assert(
                fc.asyncProperty(hostedPlans, fc.nat(), async (hosted, which) => {
                    const gates = hostedGates(hosted, here, judge.certificate);
                    const { configuration } = gates[which % gates.length]!;
                    assert.deepEqual(await objections(judge, [wholeFile(configuration)]), []);
                }),
                { ...fixedSeed, numRuns: 25, endOnFailure: true },
            );
        });
    });
});

const gatesOf = remembered((hosted: HostedPlan) => hostedGates(hosted, secrets));

function forEveryCell(holds: (gates: readonly HostedGate[]) => void): void {
    always(
        hostedPlans,
        hosted => {
            holds(gatesOf(hosted));
        },
        60,
    );
}

function forEveryGate(holds: (gate: HostedGate) => void): void {
    forEveryCell(gates => {
        gates.forEach(holds);
    });
}

function partsOf({ listeners, clientRoutes, gateRoutes, clusters, identity, authority, secrets }: EnvoyConfiguration) {
    return [...listeners, ...clientRoutes, ...gateRoutes, ...clusters, ...identity, ...authority, ...secrets];
}

function namesIn(configuration: EnvoyConfiguration): Set<string> {
    return wordsIn([...partsOf(configuration), configuration.node]);
}

/** Whether a text says a name, by itself or as the end of a longer one, as hosts of a domain have it. */
function says(text: string, name: string): boolean {
    const before = (at: number) => text[at - 1] ?? "";
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
        const after = text.slice(at + name.length, at + name.length + 2);
        if (!/[a-z0-9-]/.test(before(at)) && !/^([a-z0-9-]|\.[a-z0-9])/.test(after)) {
            return true;
        }
    }
    return false;
}

/** How clients may ask for a model, by the paths that it is served under. */
const formsOf = {
    oip: ["http", "grpc"],
    openai: ["openai"],
    http: ["paths"],
} as const satisfies Record<Family, readonly string[]>;
type Form = (typeof formsOf)[Family][number];

function requestFor(over: Form, model: string, version?: string, side: Side = "clients"): Request {
    const named = version === undefined ? "" : `/versions/${version}`;
    const read = { "x-meridian-model": model, "x-meridian-version": version ?? "" };
    switch (over) {
        case "http":
            return { path: `/v2/models/${model}${named}/infer` };
        case "paths":
            return { path: `/models/${model}${named}/predict` };
        case "grpc":
            return side === "gates" ? called("", "", read) : called(model, version);
        case "openai": {
            const path = "/v1/chat/completions";
            return side === "gates"
                ? { path, headers: read }
                : { path, model, headers: version === undefined ? {} : { "x-release": version } };
        }
    }
}

function routesIn(tables: readonly JsonObject[]): JsonObject[] {
    return tables.flatMap(table =>
        (inside(table, "virtual_hosts") as readonly Json[]).flatMap(
            host => inside(host, "routes") as readonly JsonObject[],
        ),
    );
}

/** The cluster that a request is led to, or the shares among releases; or the status that it is refused with. */
function ledTo(side: Side, { clientRoutes, gateRoutes }: EnvoyConfiguration, request: Request): Json {
    const [table] = side === "clients" ? clientRoutes : gateRoutes;
    const routes = inside(table, "virtual_hosts", 0, "routes") as readonly JsonObject[];
    const route = routeOf(
        routes.filter(({ match }) => inside(match, "tls_context") === undefined && !isDeadline(match ?? null)),
        request,
    );
    const drawn = inside(route, "route", "weighted_clusters", "clusters") as readonly Json[] | undefined;
    return (
        drawn?.map(one => [textInside(one, "name").split("/").at(-1)!, inside(one, "weight")!]) ??
        inside(route, "route", "cluster") ??
        inside(route, "direct_response", "status") ??
        null
    );
}

/** Refuses what says a deadline that is none; no request here says one. */
function isDeadline(match: Json): boolean {
    return inside(match, "headers", 0, "name") === "x-request-timeout-ms";
}
