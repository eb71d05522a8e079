import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

import { definitionFaults } from "../../../components/gate/platform";
import { podGate, podGateCommand, podGateFile, podGateStarted, podPorts } from "../../../components/gate/pod";
import { healthPaths, servingPath } from "../../../components/gate/health/health";
import { endingFile } from "../../../components/gate/health/verdict";
import { planConfig } from "../../../components/plan/plan";
import type { ServingPlan } from "../../../components/plan/serving/serving";
import { pinnedImage } from "../../support/images";
import { screening } from "../plan/screening";

const regions = ["kubernetes:fra", "kubernetes:lis"] as const;
const places = {
    "kubernetes:fra": { city: "Frankfurt", country: "DE", latitude: 50.11, longitude: 8.68 },
    "kubernetes:lis": { city: "Lisbon", country: "PT", latitude: 38.72, longitude: -9.14 },
};
const place = { namespace: "screening-eu", clusterDomain: "cluster.local", hasFront: false };

/** The regions of a cell of two clusters that serve so many models, each a release with a shadow where there is to be one. */
function servings(count = 1, more: object = {}): readonly ServingPlan[] {
    const { cells, models, ...config } = screening();
    const { backup: _backup, ...cell } = { ...cells[0]!, regions: [...regions], primary: regions[0] };
    const many = Array.from({ length: count }, (_, i) => ({ ...models[0]!, name: `model-${i}`, ...more }));
    return planConfig({ ...config, cells: [cell], models: many, places }).plan.cells.flatMap(
        ({ servings }) => servings,
    );
}

/** A region of the cell with a table. */
function withTables(): ServingPlan {
    const { cells, models, ...config } = screening();
    const cell = { ...cells[0]!, regions: [...regions], primary: regions[0], backup: "kubernetes:hel" };
    const store = { tables: [{ name: "features", partitionKey: "subject" }] };
    const helsinki = { city: "Helsinki", country: "FI", latitude: 60.17, longitude: 24.94 };
    const more = { store, places: { ...places, "kubernetes:hel": helsinki } };
    return planConfig({ ...config, ...more, cells: [cell], models }).plan.cells[0]!.servings[0]!;
}

/** What answers without TLS. */
function liveFiltersOf(text: string): string {
    const { static_resources } = JSON.parse(text) as Configuration;
    return JSON.stringify(static_resources.listeners.find(({ name }) => name === "live"));
}

const textOf = (packed: string) => gunzipSync(Buffer.from(packed, "base64")).toString();

interface Configuration {
    readonly static_resources: {
        readonly secrets: readonly { readonly name: string }[];
        readonly clusters: readonly { readonly name: string; readonly load_assignment?: object }[];
        readonly listeners: readonly {
            readonly name: string;
            readonly filter_chains: readonly {
                readonly name: string;
                readonly transport_socket?: {
                    readonly typed_config: {
                        readonly common_tls_context: {
                            readonly tls_certificate_sds_secret_configs: readonly { readonly name: string }[];
                        };
                    };
                };
            }[];
        }[];
    };
}

const configurationOf = (hasFront: boolean) =>
    JSON.parse(textOf(podGate(servings()[0]!, { ...place, hasFront }))) as Configuration;

/** The certificate that each chain of the gate's listener shows. */
function shownBy({ static_resources: { listeners } }: Configuration): Record<string, string | undefined> {
    const { filter_chains } = listeners.find(({ name }) => name === "gate")!;
    return Object.fromEntries(
        filter_chains.map(({ name, transport_socket }) => [
            name,
            transport_socket?.typed_config.common_tls_context.tls_certificate_sds_secret_configs[0]?.name,
        ]),
    );
}

describe("a gate in a pod", function () {
    this.timeout(60_000);
    it("passes on what a hub of the cell reads of the watcher, and gives that what it counts alone", () => {
        const { clusters, listeners } = configurationOf(false).static_resources;
        const [chain] = listeners
            .find(({ name }) => name === "gate")!
            .filter_chains.filter(({ name }) => name === "watcher") as object[];
        const text = JSON.stringify(chain);
        assert.match(text, /"server_names":\["watcher\.fra\.eu\.screening\.example"\]/);
        const exact = [...text.matchAll(/"matcher":{"exact":"([^"]*)"}/g)].map(([, name]) => name).sort();
        assert.deepEqual(exact, ["hub.fra.eu.screening.example", "hub.lis.eu.screening.example"]);
        assert.match(text, /"require_client_certificate":true/);
        const paths = [...text.matchAll(/"match":{"path":"([^"]*)"/g)].map(([, path]) => path);
        assert.deepEqual(paths, ["/v1/region", "/metrics"]);
        assert.match(
            JSON.stringify(clusters.find(({ name }) => name === "watcher")),
            /"address":"watcher\.screening-eu\.svc\.cluster\.local","port_value":8443.*"sni":"watcher\.fra\.eu\.screening\.example"/,
        );
        const observed = JSON.stringify(listeners.find(({ name }) => name === "observed"));
        assert.match(observed, /"exact":"watcher\.fra\.eu\.screening\.example"/);
        assert.match(observed, /"path":"\/stats\/prometheus"/);
    });

    it("shows clients the certificate that is brought, and other gates its own", () => {
        assert.deepEqual(shownBy(configurationOf(true)), { clients: "front", gates: "identity", watcher: "identity" });
        assert.deepEqual(shownBy(configurationOf(false)), {
            clients: "identity",
            gates: "identity",
            watcher: "identity",
        });
    });

    it("reaches servers by the name of their Service, gates of other regions by planned names", () => {
        const { clusters } = configurationOf(false).static_resources;
        const text = JSON.stringify(clusters.map(({ load_assignment }) => load_assignment));
        assert.match(text, /"address":"model-0-1-0-0\.screening-eu\.svc\.cluster\.local","port_value":8443/);
        assert.match(text, /"address":"lis\.eu\.screening\.example","port_value":443/);
    });

    it("speaks HTTP/1.1 with custom servers", () => {
        const server = { protocol: "oip-http", image: pinnedImage("own"), port: 9000 } as const;
        const [release] = Object.values(screening().models[0]!.releases);
        const [serving] = servings(1, {
            releases: { "1.0.0": { ...release, server } },
            traffic: [{ version: "1.0.0", percent: 100 }],
            stickyBy: undefined,
        });
        const { clusters } = (JSON.parse(textOf(podGate(serving!, place))) as Configuration).static_resources;
        const own = clusters.filter(({ load_assignment }) =>
            JSON.stringify(load_assignment ?? {}).includes("model-0-1-0-0"),
        );
        assert.deepEqual(
            own.map(one => [...JSON.stringify(one).matchAll(/"(http2?_protocol_options)"/g)].map(([, name]) => name)),
            [["http_protocol_options"]],
        );
    });

    it("reaches the comparer by the name of its Service, where there is a shadow", () => {
        const shadowed = { traffic: [{ version: "1.0.0", percent: 100 }], shadow: { version: "2.0.0", percent: 10 } };
        const [serving] = servings(1, shadowed);
        assert.match(
            textOf(podGate(serving!, place)),
            /"address":"comparer\.screening-eu\.svc\.cluster\.local","port_value":8443/,
        );
    });

    it("reaches what serves the cell's tables by the name of its Service", () => {
        assert.match(
            textOf(podGate(withTables(), place)),
            /"address":"tables\.screening-eu\.svc\.cluster\.local","port_value":8443/,
        );
    });

    it("follows the verdict on its region, which a file beside it has, where the cell has tables", () => {
        const read = /"path":"\/tmp\/verdict\.json"/;
        const [judged, plain] = [textOf(podGate(withTables(), place)), textOf(podGate(servings()[0]!, place))];
        assert.match(judged, read);
        assert.ok(!plain.includes('"path":"/tmp/verdict.json"'));
        // Beside the port for health, whatever its servers' health.
        assert.deepEqual(
            [judged, plain].map(text => liveFiltersOf(text).includes(servingPath)),
            [true, false],
        );
    });

    it("fits into a ConfigMap with a hundred models", () => {
        assert.deepEqual(definitionFaults(servings(100)), []);
    });
});

describe("what runs the gate of a pod", function () {
    this.timeout(30_000);
    let root: string;
    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "pod-"));
        for (const directory of ["gate", "tmp"]) mkdirSync(path.join(root, directory));
        writeFileSync(path.join(root, "gate", podGateFile), gzipSync("{}"));
    });
    afterEach(() => {
        rmSync(root, { recursive: true });
    });

    /**
     * Runs the command with an Envoy that is a script, these directories in place of the pod's, and for connections the lines of a file. It ends as
     * if nodes and balancers learned within two seconds that the pod ends.
     */
    async function run(envoy: string, before = "", drainSeconds = 6) {
        const program = path.join(root, "envoy");
        writeFileSync(program, `#!/bin/sh\n${envoy}\n`);
        chmodSync(program, 0o755);
        writeFileSync(path.join(root, "tcp"), connections, { flag: "a" });
        const [shell, flag, script] = podGateCommand(drainSeconds);
        const here = script
            .replaceAll("/usr/local/bin/envoy", program)
            .replace("/proc/net/tcp", path.join(root, "tcp"))
            .replace("sleep 15;", "sleep 2;")
            .replace(/\/(gate|tmp)\/(gate\.json|ending)/g, `${root}/$1/$2`);
        const child = spawn(shell, [flag, before + here], { stdio: ["ignore", "ignore", "pipe"], detached: true });
        let stderr = "";
        child.stderr.setEncoding("utf8").on("data", (part: string) => (stderr += part));
        // With all that it has started: one that waits for ever would leave its Envoy.
        const late = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), 20_000);
        const [status] = (await once(child, "close")) as [number | null];
        clearTimeout(late);
        return { status, stderr };
    }

    /** None to the gate's own port, but for one that only listens there. */
    const port = podPorts.gate.toString(16).toUpperCase().padStart(4, "0");
    const connections = [
        `   0: 00000000:${port} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0`,
        "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1\n",
    ].join("\n");
    const established = `   2: 0100007F:${port} 0100007F:C351 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0 20 4 30 10 -1\n`;

    /** An Envoy that stores when it was ended, and another time that is stored beside it, in milliseconds. */
    const timed = () => `trap 'date +%s%3N > ${root}/ended; exit 0' TERM; while :; do sleep 0.1; done`;
    const timeOf = (what: string) => Number(readFileSync(path.join(root, what), "utf8"));

    it("gives Envoy its configuration unpacked, and ends with failure where Envoy ends by itself", async () => {
        const { status } = await run('cat "$2" > "$(dirname "$0")/seen"; exit 0');
        assert.equal(readFileSync(path.join(root, "seen"), "utf8"), "{}");
        assert.equal(readFileSync(path.join(root, "tmp", "ending.json"), "utf8"), endingFile(false));
        assert.notEqual(status, 0);
    });

    it("fails where there is no configuration", async () => {
        rmSync(path.join(root, "gate", podGateFile));
        const { status, stderr } = await run("exit 0");
        assert.equal(status, 1);
        assert.match(stderr, /gate\.json\.gz/);
    });

    it("has clients reconnect at SIGTERM, ends Envoy once new connections no longer arrive, and succeeds", async () => {
        const { status } = await run(timed(), `(sleep 1; date +%s%3N > ${root}/told; kill $$) &\n`);
        assert.equal(readFileSync(path.join(root, "tmp", "ending.json"), "utf8"), endingFile(true));
        assert.equal(status, 0);
        const ms = timeOf("ended") - timeOf("told");
        assert.ok(ms >= 5_900, `${ms} ms`);
    });

    it("ends Envoy once no connection is left, where some are after new ones no longer arrive", async () => {
        writeFileSync(path.join(root, "tcp"), established);
        const closing = `sleep 4; : > ${root}/tcp; date +%s%3N > ${root}/closed`;
        const { status } = await run(timed(), `(sleep 1; kill $$; ${closing}) &\n`, 60);
        assert.equal(status, 0);
        const ms = timeOf("ended") - timeOf("closed");
        assert.ok(ms >= 0 && ms < 5_000, `${ms} ms`);
    });

    it("ends Envoy after the time for its connections, where one stays", async () => {
        writeFileSync(path.join(root, "tcp"), established);
        const { status } = await run(timed(), `(sleep 1; date +%s%3N > ${root}/told; kill $$) &\n`, 17);
        assert.equal(status, 0);
        const ms = timeOf("ended") - timeOf("told");
        assert.ok(ms >= 3_900 && ms < 10_000, `${ms} ms`);
    });

    it("may get requests once it is ready, and half a minute after its start in any case", () => {
        const begun = path.join(root, "tmp", "gate.json");
        writeFileSync(begun, "0");
        /** Whether the command succeeds, so many seconds after the start of a gate that answers so. */
        const mayAfter = (seconds: number, isReady: boolean) => {
            const at = Date.now() / 1000 - seconds;
            utimesSync(begun, at, at);
            // In place of BusyBox: what the image has, clusters show (tests/kubernetes/service.test.ts).
            const wget = `wget() { [ "$6" = http://127.0.0.1:${podPorts.health}${healthPaths.ready} ] && ${isReady ? "true" : "false"}; }\n`;
            const [shell, flag, script] = podGateStarted();
            return spawnSync(shell, [flag, wget + script.replace("/tmp/", `${root}/tmp/`)]).status === 0;
        };
        assert.deepEqual([mayAfter(0, false), mayAfter(0, true), mayAfter(25, false)], [false, true, false]);
        assert.equal(mayAfter(31, false), true);
    });
});
