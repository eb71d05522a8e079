import assert from "node:assert/strict";

import { edgeConfiguration, type EdgeLinks, type Ways } from "../../../../components/adapters/local/edge";
import type { Json } from "../../../../components/gate/envoy";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { type Plan, planConfig } from "../../../../components/plan/plan";
import { always, planOf } from "../../../support/always";
import { localConfigs } from "../../../support/arbitraries";
import { inside, textsIn, valuesOf } from "../../gate/inside";
import { screening } from "../../plan/screening";

describe("the edge", () => {
    const demand = { places: [{ city: "San Francisco" }, { city: "Lisbon" }] };
    const planned = planConfig({ ...screening(), demand }).plan;
    const links = linksOf(planned);
    const edge = edgeConfiguration(planned.routings[0]!, links);
    const cluster = (name: string) => edge.clusters.find(cluster => cluster.name === name);
    const members = (name: string) => inside(cluster(name), "cluster_type", "typed_config", "clusters");

    it("has one listener per city that clients come from, each at the address given to it", () => {
        assert.deepEqual(
            edge.listeners.map(({ name, address }) => [name, address]),
            [
                ["point/Lisbon", { socket_address: { address: "127.0.0.1", port_value: 10_000 } }],
                ["point/San Francisco", { socket_address: { address: "127.0.0.1", port_value: 10_001 } }],
            ],
        );
    });

    it("passes on what names a cell, and closes what names anything else", () => {
        for (const listener of edge.listeners) {
            assert.deepEqual(
                (listener.filter_chains as readonly Json[]).map(chain => inside(chain, "filter_chain_match")),
                [{ server_names: ["eu.screening.example"] }, { server_names: ["us.screening.example"] }],
            );
            assert.equal(listener.default_filter_chain, undefined);
            assert.equal(inside(listener, "listener_filters", 0, "name"), "envoy.filters.listener.tls_inspector");
        }
    });

    it("ends no TLS and reads no request", () => {
        assert.deepEqual(valuesOf("transport_socket", edge.listeners), []);
        const filters = edge.listeners.flatMap(listener => valuesOf("filters", listener).flat());
        assert.equal(filters.length, 4);
        assert.ok(filters.every(filter => inside(filter, "name") === "envoy.filters.network.tcp_proxy"));
        assert.deepEqual([edge.clientRoutes, edge.gateRoutes, edge.identity, edge.authority], [[], [], [], []]);
    });

    // One that was just killed refuses the first connection, and is left out from then on.
    it("tries other gates at once where one refuses a connection", () => {
        const proxies = edge.listeners.flatMap(listener => valuesOf("typed_config", valuesOf("filters", listener)));
        assert.equal(proxies.length, 4);
        for (const proxy of proxies) {
            assert.ok(Number(inside(proxy, "max_connect_attempts")) >= 3);
            assert.deepEqual(inside(proxy, "backoff_options"), { base_interval: "0.01s", max_interval: "0.1s" });
        }
    });

    it("tries the regions of the named cell nearest first, then fallbacks, then any gate of that cell, healthy or not", () => {
        const order = (cell: string, ...regions: string[]) => [
            ...["gate", "fallback"].flatMap(kind => regions.map(region => `${kind}/local:${region}`)),
            `cell/${cell}`,
        ];
        assert.deepEqual(members("point/Lisbon/us"), order("us", "us-east", "us-west"));
        assert.deepEqual(members("point/San Francisco/us"), order("us", "us-west", "us-east"));
        assert.deepEqual(members("point/Lisbon/eu"), order("eu", "eu-west", "eu-central"));
        const to = edge.listeners.map(listener => valuesOf("cluster", listener));
        assert.deepEqual(to, [
            ["point/Lisbon/eu", "point/Lisbon/us"],
            ["point/San Francisco/eu", "point/San Francisco/us"],
        ]);
    });

    it("reaches each gate at its address, and as a last resort any gate of a cell that may answer, even with unhealthy servers", () => {
        assert.deepEqual(valuesOf("port_value", cluster("gate/local:us-west") ?? null), [
            links.gates["local:us-west"]!.port,
        ]);
        assert.deepEqual(
            valuesOf("port_value", cluster("cell/us") ?? null),
            [links.gates["local:us-east"], links.gates["local:us-west"]].map(address => address!.port),
        );
        assert.equal(inside(cluster("cell/us"), "health_checks", 0, "http_health_check", "path"), "/region/last");
        assert.deepEqual(inside(cluster("cell/us"), "common_lb_config", "healthy_panic_threshold"), { value: 0 });
    });

    it("checks whether a region is worth sending to, over TLS that its cell's authority vouches for", () => {
        const gate = cluster("gate/local:us-west");
        assert.deepEqual(inside(gate, "health_checks", 0, "http_health_check", "path"), "/region");
        assert.deepEqual(inside(gate, "health_checks", 0, "http_health_check", "host"), "us.screening.example");
        assert.deepEqual(inside(gate, "health_checks", 0, "interval"), "0.25s");
        assert.deepEqual(inside(gate, "health_checks", 0, "transport_socket_match_criteria"), { check: true });
        assert.deepEqual(inside(gate, "transport_socket_matches", 0, "match"), { check: true });
        assert.equal(inside(gate, "transport_socket"), undefined);
        const tls = inside(gate, "transport_socket_matches", 0, "transport_socket", "typed_config");
        assert.equal(inside(tls, "sni"), "us.screening.example");
        assert.deepEqual(inside(tls, "common_tls_context", "validation_context"), {
            trusted_ca: { filename: "us/authority.crt" },
            match_typed_subject_alt_names: [{ san_type: "DNS", matcher: { exact: "us.screening.example" } }],
        });
    });

    it("admits no TLS older than 1.2 in its checks", () => {
        for (const context of valuesOf("common_tls_context", [...edge.clusters])) {
            // Without a word of its own Envoy's oldest is 1.2 too.
            const oldest = inside(context, "tls_params", "tls_minimum_protocol_version") ?? "TLSv1_2";
            assert.ok(oldest === "TLSv1_2" || oldest === "TLSv1_3");
        }
    });

    it("sends nothing to an unhealthy gate while another is healthy", () => {
        for (const name of ["gate/local:us-west", "point/Lisbon/us"]) {
            assert.deepEqual(inside(cluster(name), "common_lb_config", "healthy_panic_threshold"), { value: 0 }, name);
        }
    });

    it("has no way for a cell that a point has no order for, but its last resort", () => {
        const points = planned.routings[0]!.points.map(point => ({ ...point, order: {} }));
        const lost = edgeConfiguration({ ...planned.routings[0]!, points }, links);
        const found = lost.clusters.find(({ name }) => name === "point/Lisbon/eu");
        assert.deepEqual(inside(found, "cluster_type", "typed_config", "clusters"), ["cell/eu"]);
    });

    for (const [what, missing, message] of [
        ["point", { points: {} }, "no address is given for the point of presence Lisbon"],
        ["gate", { gates: {} }, "no address is given for the gate of local:eu-central"],
        ["authority", { authorities: {} }, "no address is given for the authority of cell eu"],
    ] as const) {
        it(`fails where it is given no ${what}, naming the one that is missing`, () => {
            assert.throws(() => edgeConfiguration(planned.routings[0]!, { ...links, ...missing }), { message });
        });
    }
});

describe("the edge with ways that take their time", () => {
    const planned = planConfig({ ...screening(), demand: { places: [{ city: "Lisbon" }, { city: "Berlin" }] } }).plan;
    const links = withWays(planned);
    const edge = edgeConfiguration(planned.routings[0]!, links);
    const cluster = (name: string) => edge.clusters.find(cluster => cluster.name === name);
    const endpoint = (name: string) =>
        inside(cluster(name), "load_assignment", "endpoints", 0, "lb_endpoints", 0, "endpoint");

    it("tries the regions in the same order, each point over ways of its own", () => {
        for (const city of ["Lisbon", "Berlin"]) {
            const { order } = planned.routings[0]!.points.find(point => point.city === city)!;
            assert.deepEqual(inside(cluster(`point/${city}/eu`), "cluster_type", "typed_config", "clusters"), [
                ...order.eu!.map(region => `gate/${city}/${region}`),
                ...order.eu!.map(region => `fallback/${city}/${region}`),
                `cell/${city}/eu`,
            ]);
        }
    });

    it("sends over the way, and checks the gate itself", () => {
        const at = (port: number) => ({ socket_address: { address: "127.0.0.1", port_value: port } });
        assert.deepEqual(endpoint("gate/Lisbon/local:us-west"), {
            hostname: "us.screening.example",
            address: at(links.ways.Lisbon!["local:us-west"]!.port),
            health_check_config: { address: at(links.gates["local:us-west"]!.port) },
        });
    });

    it("has as a last resort the ways to all gates of a cell, each checked at its gate", () => {
        assert.deepEqual(
            valuesOf("port_value", cluster("cell/Lisbon/us") ?? null),
            (["local:us-east", "local:us-west"] as const).flatMap(region => [
                links.ways.Lisbon![region]!.port,
                links.gates[region]!.port,
            ]),
        );
        assert.equal(
            inside(cluster("cell/Lisbon/us"), "health_checks", 0, "http_health_check", "path"),
            "/region/last",
        );
    });

    it("fails where it is given no way, naming the one that is missing", () => {
        const ways = { ...links.ways, Berlin: {} };
        assert.throws(() => edgeConfiguration(planned.routings[0]!, { ...links, ways }), {
            message: "no address is given for the way from Berlin to local:eu-central",
        });
    });
});

describe("for any valid config, the edge", () => {
    it("leads from a cell's name to addresses of that cell only, all that are in traffic, through every point", () => {
        forAny(planned => {
            const links = linksOf(planned);
            leadsTo(planned, links, (_city, region) => links.gates[region]!.port);
        });
    });

    it("leads over ways from that point to that cell only, all that are in traffic, where ways take their time", () => {
        forAny(planned => {
            const links = withWays(planned);
            leadsTo(planned, links, (city, region) => links.ways[city]![region]!.port);
        });
    });

    it("listens at the addresses given to it, and at no wildcard", () => {
        forAny(planned => {
            const { listeners } = edgeConfiguration(planned.routings[0]!, linksOf(planned));
            assert.equal(valuesOf("socket_address", listeners).length, planned.routings[0]!.points.length);
            assert.ok(textsIn(listeners).every(text => text !== "0.0.0.0" && text !== "::"));
        });
    });
});

function forAny(holds: (planned: Plan) => void): void {
    always(
        localConfigs,
        written => {
            holds(planOf(written));
        },
        100,
    );
}

const portOf = (endpoint: Json) => inside(endpoint, "address", "socket_address", "port_value")!;

/** Which ports each chain of filters ends at, by the city of its listener and the region. */
function leadsTo(planned: Plan, links: EdgeLinks, port: (city: string, region: RegionRef) => number): void {
    const { listeners, clusters } = edgeConfiguration(planned.routings[0]!, links);
    const portsBehind = (name: Json): Json[] => {
        const found = clusters.find(cluster => cluster.name === name)!;
        const members = inside(found, "cluster_type", "typed_config", "clusters") as Json[] | undefined;
        return members?.flatMap(portsBehind) ?? valuesOf("endpoint", found).map(portOf);
    };
    for (const listener of listeners) {
        const city = (listener.name as string).slice("point/".length);
        const chains = listener.filter_chains as readonly Json[];
        assert.equal(chains.length, planned.cells.length);
        for (const chain of chains) {
            const host = inside(chain, "filter_chain_match", "server_names", 0);
            const { cell } = planned.cells.find(({ cell }) => cell.host === host)!;
            const ports = valuesOf("cluster", chain).flatMap(portsBehind);
            const inTraffic = cell.regions.filter(region => !planned.routings[0]!.drain.includes(region));
            assert.deepEqual(new Set(ports), new Set(inTraffic.map(region => port(city, region))));
        }
    }
}

/** Each point and gate at an address of its own. */
function linksOf({ cells, routings: [routing] }: Plan): EdgeLinks {
    const at = (port: number) => ({ host: "127.0.0.1", port });
    const regions = cells.flatMap(({ cell }) => cell.regions);
    return {
        points: Object.fromEntries(routing!.points.map(({ city }, i) => [city, at(10_000 + i)])),
        gates: Object.fromEntries(regions.map((region, i) => [region, at(20_000 + i)])),
        authorities: Object.fromEntries(
            cells.map(({ cell }) => [
                cell.name,
                { file: `${cell.name}/authority.crt`, fingerprint: `of ${cell.name}` },
            ]),
        ),
    };
}

/** The same, with each way at an address of its own, too. */
function withWays(planned: Plan) {
    const regions = planned.cells.flatMap(({ cell }) => cell.regions);
    const ways: Ways = Object.fromEntries(
        planned.routings[0]!.points.map(({ city }, i) => [
            city,
            Object.fromEntries(regions.map((region, j) => [region, { host: "127.0.0.1", port: 30_000 + 100 * i + j }])),
        ]),
    );
    return { ...linksOf(planned), ways };
}
