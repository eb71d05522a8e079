import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import {
    chmodSync,
    chownSync,
    copyFileSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text as textOf } from "node:stream/consumers";
import { promisify } from "node:util";

import { gateCommand } from "../../components/gate/packed";
import { platformGate, platformPorts, platformVariables as variables } from "../../components/gate/platform";
import { planConfig } from "../../components/plan/plan";
import { imageUser as user } from "../../tools/image-contract";
import { packageRoot } from "../../tools/package-root";
import { authority, writeIdentity } from "../support/certificates";
import type { Container, ContainerArgs } from "../support/containers/container";
import { Containerd, whyNoContainers } from "../support/containers/containerd";
import { freePort } from "../support/free-port";
import { repositoryConfig, repositoryLock } from "../support/repository-stack";
import { digestOf } from "../runtime/model-server/server";
import { type Pushed, pushed } from "./built";

const model = path.join(packageRoot(), "stacks/models/screening/1.0.0/model.onnx");
const sample = path.join(packageRoot(), "stacks/models/screening/sample.json");
const node = "/usr/local/bin/node";

describe("images in containers, as platforms run them", function () {
    this.timeout(600_000);
    let images: Pushed;
    let daemon: Containerd | undefined;
    /** `/work` inside: readable by the user of images. */
    let place: string;
    let tls: Readonly<Record<string, string>>;

    before(async function () {
        const reason = whyNoContainers();
        if (reason !== undefined) {
            assert.notEqual(process.env.CI, "true", `CI runs no containers: ${reason}`);
            console.log(`    skipped: ${reason}`);
            this.skip();
        }
        images = await pushed();
        daemon = await Containerd.start();
        for (const name of ["runtime", "runtime-native", "fetch", "gate", "store"] as const) {
            await daemon.pull(images.reference(name));
        }
        place = mkdtempSync(path.join(tmpdir(), "containers-"));
        chmodSync(place, 0o755);
        copyFileSync(model, path.join(place, "model.onnx"));
        const files = await writeIdentity(place, await (await authority("cell eu")).issue());
        for (const file of [files.cert, files.key, files.ca]) chownSync(file, user, user);
        const inside = (file: string) => path.join("/work", path.basename(file));
        tls = { TLS_CERT: inside(files.cert), TLS_KEY: inside(files.key), TLS_CA: inside(files.ca) };
    });
    after(async () => {
        await daemon?.stop();
        if (place) rmSync(place, { recursive: true, force: true });
    });

    const run = (reference: string, args: ContainerArgs) => daemon!.run(reference, args);
    const file = (name: string, content: object) => {
        writeFileSync(path.join(place, name), JSON.stringify(content));
        return `/work/${name}`;
    };
    const isOk = (url: string) =>
        fetch(url).then(
            ({ ok }) => ok,
            () => false,
        );

    async function isConfined(container: Container, uid = user): Promise<void> {
        const status = await container.status();
        assert.deepEqual(status.get("Uid")?.split("\t"), Array<string>(4).fill(String(uid)));
        for (const set of ["CapEff", "CapPrm", "CapBnd", "CapAmb"]) assert.match(status.get(set) ?? "", /^0+$/, set);
        assert.equal(status.get("NoNewPrivs"), "1");
        const mounts = readFileSync(`/proc/${await container.pid()}/mountinfo`, "utf8");
        assert.match(mounts, /^\S+ \S+ \S+ \S+ \/ ro,/m);
    }

    const overSocket = (socketPath: string, asked: string) =>
        new Promise<string>((resolve, reject) => {
            get({ socketPath, path: asked }, response => void textOf(response).then(resolve, reject)).on(
                "error",
                reject,
            );
        });

    async function drains(container: Container): Promise<void> {
        await container.signal("SIGTERM");
        assert.equal(await container.exit(), 0, container.log);
    }

    for (const [image, runtime] of [
        ["runtime", "wasm"],
        ["runtime-native", "native"],
    ] as const) {
        it(`${image} serves a model in the ${runtime} runtime by default, and ends when its requests are answered`, async () => {
            const [port, health] = [await freePort(), await freePort()];
            const server = run(images.reference(image), {
                name: `model-server-${runtime}`,
                memoryMiB: 512,
                mounts: { "/work": { from: place } },
                environment: {
                    ...{ MODEL_NAME: "screening", MODEL_VERSION: "1.0.0" },
                    ...{ MODEL_URI: "/work/model.onnx", MODEL_DIGEST: digestOf(model) },
                    ...{ HOST: "127.0.0.1", PORT: String(port), HEALTH_PORT: String(health) },
                },
            });
            await server.until("ready", () => isOk(`http://127.0.0.1:${health}/v2/health/ready`));
            await isConfined(server);
            const answer = await fetch(`http://127.0.0.1:${port}/v2/models/screening/infer`, {
                method: "POST",
                headers: { "content-type": "application/json" },
                body: readFileSync(sample),
            });
            assert.equal(answer.status, 200);
            const { outputs } = (await answer.json()) as { outputs: { name: string; data: unknown[] }[] };
            assert.ok(outputs.length > 0 && outputs.every(({ data }) => data.length > 0));
            assert.match(server.log, new RegExp(`"runtime":"${runtime}"`));
            await drains(server);
        });
    }

    it("fetch puts a release where a model server reads it, and writes nowhere else", async () => {
        const storage = createServer((_, response) => response.end(readFileSync(model)));
        await once(storage.listen(0, "127.0.0.1"), "listening");
        const release = path.join(place, "release");
        mkdirSync(release);
        chownSync(release, user, user);
        const { port } = storage.address() as AddressInfo;
        const fetching = run(images.reference("fetch"), {
            name: "fetch",
            memoryMiB: 128,
            mounts: { "/release": { from: release, writable: true } },
            environment: {
                ...{ SOURCE_URI: "s3://models/screening", MODEL_URI: "/release/model", MODEL_DIGEST: digestOf(model) },
                ...{ AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` },
                ...{ AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" },
            },
        });
        assert.equal(await fetching.exit(), 0, fetching.log);
        storage.close();
        assert.deepEqual(readdirSync(release), ["model"]);
        assert.equal(digestOf(path.join(release, "model")), digestOf(model));
    });

    it("store serves a table server of runtime over mutual TLS, and writes to its volume alone", async () => {
        const [port, monitor, health] = [await freePort(), await freePort(), await freePort()];
        const data = path.join(place, "data");
        mkdirSync(data);
        chownSync(data, user, user);
        const { TLS_CERT, TLS_KEY, TLS_CA } = tls;
        writeFileSync(
            path.join(place, "nats.conf"),
            [
                `listen: 127.0.0.1:${port}`,
                `http: 127.0.0.1:${monitor}`,
                "jetstream { store_dir: /data }",
                `tls { cert_file: "${TLS_CERT}", key_file: "${TLS_KEY}", ca_file: "${TLS_CA}", verify: true, handshake_first: true }`,
            ].join("\n"),
        );
        const store = run(images.reference("store"), {
            name: "store",
            command: ["/usr/local/bin/nats-server", "--config", "/work/nats.conf"],
            memoryMiB: 256,
            mounts: { "/work": { from: place }, "/data": { from: data, writable: true } },
        });
        await store.until("healthy", () => isOk(`http://127.0.0.1:${monitor}/healthz`));
        await isConfined(store);
        const tables = run(images.reference("runtime"), {
            name: "table-server",
            command: [node, "/programs/table-server.js"],
            memoryMiB: 256,
            mounts: { "/work": { from: place } },
            environment: {
                ...{ CELL: "eu", REGION: "local:eu-west", PORT: "0", HEALTH_PORT: String(health), ...tls },
                ...{ STORE_HOST: "127.0.0.1", STORE_PORT: String(port), STORE_NAME: "localhost" },
                TABLES: file("tables.json", { regions: ["local:eu-west"], consistency: "eventual", tables: [] }),
            },
        });
        await tables.until("ready", () => isOk(`http://127.0.0.1:${health}/v1/health/ready`));
        await isConfined(tables);
        await drains(tables);
        await store.signal("SIGTERM");
        assert.match(String(await store.exit()), /^[01]$/);
    });

    for (const [name, environment, health] of [
        [
            "comparer",
            () => ({
                ...{ CELL: "eu", REGION: "local:eu-west", GATE_HOST: "127.0.0.1", GATE_PORT: "1" },
                ...{ GATE_NAME: "gate", GATE_SERVER_NAME: "shadows" },
            }),
            "/v2/health/live",
        ],
        [
            "watcher",
            () => ({
                ...{ CELL: "eu", REGION: "local:eu-west" },
                WATCH: file("watch.json", {
                    regions: ["local:eu-west"],
                    isDrained: false,
                    gate: {
                        ...{ host: "127.0.0.1", port: 1, name: "gate", noticedAfterMs: 1 },
                        ...{ admin: "/run/admin.sock", verdict: "/run/verdict.json", ending: "/run/ending.json" },
                    },
                    ...{ processes: [], stores: [], otherStores: [], releases: [] },
                    ...{ failbackAfterSeconds: 1, everySeconds: 1, logs: {} },
                }),
            }),
            "/v2/health/live",
        ],
    ] as const) {
        it(`runtime runs the ${name}`, async () => {
            const port = await freePort();
            const container = run(images.reference("runtime"), {
                name,
                command: [node, `/programs/${name}.js`],
                memoryMiB: 256,
                mounts: { "/work": { from: place } },
                environment: { ...environment(), PORT: "0", HEALTH_PORT: String(port), ...tls },
            });
            await container.until("live", () => isOk(`http://127.0.0.1:${port}${health}`));
            await isConfined(container);
            await drains(container);
        });
    }

    it("runtime runs the hub, with its page", async () => {
        const port = await freePort();
        const state = path.join(place, "state");
        mkdirSync(state);
        chownSync(state, user, user);
        const hub = run(images.reference("runtime"), {
            name: "hub",
            command: [node, "/programs/hub.js"],
            memoryMiB: 256,
            mounts: { "/work": { from: place }, "/state": { from: state, writable: true } },
            environment: {
                ...{ SOCKET: "/state/socket", KEY: "/state/key", MEMORY: "/state/memory.json", PORT: String(port) },
                HUB: file("hub.json", {
                    ...{ service: "screening", limits: { lagSeconds: 5 }, anomalies: false, everySeconds: 2 },
                    ...{ cells: [], drills: "/state/drills" },
                }),
            },
        });
        await hub.until("listening", () => hub.log.includes('"listening"'));
        await isConfined(hub);
        assert.match(await overSocket(path.join(state, "socket"), "/"), /<script [^>]*src="\/assets\/page-/);
        await drains(hub);
    });

    it("gate runs Envoy with the configuration and the command of the stack aws, as the user there", async () => {
        const { plan } = planConfig(repositoryConfig("aws"), { lock: repositoryLock() });
        const [serving] = plan.cells.flatMap(({ servings }) => servings);
        // The task definition names the user, which this containerd's client can't: so an image says it.
        const as = `${images.registry.address}/meridian/gate:as-101`;
        await images.registry.crane(
            "mutate",
            images.reference("gate"),
            "--platform",
            "linux/amd64",
            "--user",
            "101",
            "--tag",
            as,
        );
        await daemon!.pull(as);
        const gate = run(as, {
            name: "gate",
            command: gateCommand(variables.configuration),
            memoryMiB: 1024,
            ownNetwork: true,
            environment: {
                [variables.configuration]: platformGate(serving!),
                [variables.gateKey]: "fedcba9876543210".repeat(4),
                [variables.subjectKey]: "0123456789abcdef".repeat(4),
            },
        });
        const live = `http://127.0.0.1:${platformPorts.live}/live`;
        await gate.until("live", async () => answersInside(await gate.pid().catch(() => 0), live));
        await isConfined(gate, 101);
        await gate.signal("SIGTERM");
        assert.equal(await gate.exit(), 0, gate.log);
    });

    const answersInside = (pid: number, url: string) =>
        promisify(execFile)("nsenter", [
            ...["--net", `--target=${pid}`, process.execPath, "-e"],
            `fetch(${JSON.stringify(url)}).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`,
        ]).then(
            () => true,
            () => false,
        );

    it("have no shell where none is needed", async () => {
        const container = run(images.reference("runtime"), {
            name: "shell",
            command: ["/bin/sh", "-c", "true"],
            memoryMiB: 64,
        });
        assert.notEqual(await container.exit(), 0);
        assert.match(container.log, /no such file or directory/);
    });
});
