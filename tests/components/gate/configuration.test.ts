import assert from "node:assert/strict";

import {
    bootstrapFile,
    discoveryFile,
    type EnvoyConfiguration,
    watchedFiles,
    wholeFile,
} from "../../../components/gate/configuration";
import type { Json, JsonObject } from "../../../components/gate/envoy";
import { inside, valuesOf } from "./inside";
import { screeningGates } from "./screening-gates";

describe("the files of a configuration", () => {
    const { euWest } = screeningGates();
    const read = (file: string) => JSON.parse(file) as JsonObject;

    it("hold each part with its type and version, as Envoy takes it from a discovery service", () => {
        const types = {
            listeners: "envoy.config.listener.v3.Listener",
            clientRoutes: "envoy.config.route.v3.RouteConfiguration",
            gateRoutes: "envoy.config.route.v3.RouteConfiguration",
            clusters: "envoy.config.cluster.v3.Cluster",
            identity: "envoy.extensions.transport_sockets.tls.v3.Secret",
            authority: "envoy.extensions.transport_sockets.tls.v3.Secret",
        };
        assert.deepEqual(Object.keys(types), watchedFiles);
        for (const file of watchedFiles) {
            assert.deepEqual(read(discoveryFile(euWest, file, "7")), {
                version_info: "7",
                resources: euWest[file].map(resource => ({
                    "@type": `type.googleapis.com/${types[file]}`,
                    ...resource,
                })),
            });
        }
    });

    it("start Envoy with a socket that only its owner can use, no port of its own, and the rest watched", () => {
        const bootstrap = read(bootstrapFile(euWest, "gate"));
        assert.deepEqual(bootstrap.node, euWest.node);
        assert.deepEqual(bootstrap.admin, { address: { pipe: { path: "gate/admin.sock", mode: 0o600 } } });
        assert.deepEqual(
            Object.entries(bootstrap.dynamic_resources as JsonObject).map(([service, source]) => [
                service,
                inside(source, "path_config_source", "path"),
            ]),
            [
                ["lds_config", "gate/listeners.json"],
                ["cds_config", "gate/clusters.json"],
            ],
        );
        assert.deepEqual(valuesOf("socket_address", bootstrap), []);
    });

    it("start Envoy with where its secrets are kept, beside what is watched, and with none where there are none", () => {
        const secrets = [{ name: "key", generic_secret: { secret: { filename: "/run/secrets/key" } } }];
        const started = (configuration: EnvoyConfiguration) => read(bootstrapFile(configuration, "gate"));
        assert.deepEqual(started({ ...euWest, secrets }).static_resources, { secrets });
        assert.ok(!("static_resources" in started({ ...euWest, secrets: [] })));
    });

    it("bound connections and memory in both forms, by what the host has", () => {
        for (const [configuration, memory] of [
            [euWest, 1024],
            [{ ...euWest, memoryMiB: 300 }, 300],
        ] as const) {
            for (const file of [bootstrapFile(configuration, "gate"), wholeFile(configuration)]) {
                assert.equal(valuesOf("max_active_downstream_connections", read(file)).length, 1);
                assert.deepEqual(valuesOf("max_heap_size_bytes", read(file)), [memory * 1024 * 1024]);
            }
        }
    });

    it("of the whole in one piece watch nothing: routes stand where they are used, secrets beside", () => {
        const whole = read(wholeFile(euWest));
        for (const watching of ["rds", "sds_config", "path_config_source", "dynamic_resources"]) {
            assert.deepEqual(valuesOf(watching, whole), [], watching);
        }
        assert.deepEqual(valuesOf("route_config", whole), [euWest.clientRoutes[0], euWest.gateRoutes[0]]);
        assert.deepEqual(inside(whole, "static_resources", "secrets"), [...euWest.identity, ...euWest.authority]);
        const clusters = inside(whole, "static_resources", "clusters") as readonly Json[];
        assert.deepEqual(
            clusters.map(cluster => inside(cluster, "name")),
            euWest.clusters.map(({ name }) => name),
        );
    });

    it("leave a hole that Envoy refuses where routes are named that there are not", () => {
        const headless: EnvoyConfiguration = { ...euWest, gateRoutes: [] };
        assert.deepEqual(valuesOf("route_config", read(wholeFile(headless))), [euWest.clientRoutes[0], null]);
    });
});
