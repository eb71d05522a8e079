import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import type * as grpc from "@grpc/grpc-js";

import { sha256 } from "../../runtime/files";
import { ownNetworkFault } from "../../tools/own-network";
import { getLitertServer, type LitertServer } from "../../tools/litert";
import { packageRoot } from "../../tools/package-root";
import { CellClient } from "../support/client";
import { callerOf, callOnce } from "../support/gates/open-inference";
import { untilHealthy } from "../support/healthy";
import { LocalStack } from "../support/local-stack";
import { missingForPackages, mlserverPackages } from "../support/servers/python-packages";
import { stackConfig, type StackConfig } from "../support/stack-config";
import { until } from "../support/until";
import { filesIn } from "../support/plain-text";
import { knock } from "./knock";

const servers = path.join(packageRoot(), "tests", "support", "servers");
const python = (file: string) => ["python3", path.join(servers, file)];
const secret = "a-key-that-nobody-may-see";

/** Contents of the releases' files. */
const contents = {
    "sums-1.bin": "the first release",
    "sums-2.bin": "the second release",
    "pairs.json": JSON.stringify({ the: "model", model: "serves", serves: "words", words: "slowly" }),
};

/**
 * In cell eu a model with a release on a port and one on a socket, and one of the OpenAI API, in two regions. In cell us, in one region, a
 * classifier of scikit-learn behind MLServer, over HTTP as one file and over gRPC as an archive of a folder, and one of TensorFlow Lite.
 */
describe("custom servers in a stack", function () {
    this.timeout(600_000);
    let stack: LocalStack;
    let eu: CellClient;
    let us: CellClient;
    let calls: grpc.Client;
    let irises: { readonly rows: readonly number[][]; readonly classes: readonly number[] };
    /** Of MLServer, with the port that it listens on over HTTP or over gRPC, and where it finds the model. */
    let mlserver: (port: string, folder: string, env?: object) => object;
    let litert: LitertServer;

    before(async function () {
        const missing = (await missingForPackages()) ?? ownNetworkFault();
        if (missing !== undefined) {
            console.log(`      skipped: ${missing}`);
            this.skip();
        }
        const library = await mlserverPackages();
        litert = await getLitertServer();
        mlserver = (port, folder, env = {}) => ({
            command: ["python3", "-c", "from mlserver.cli import main; main()", "start", folder],
            port: 9000,
            startSeconds: 300,
            env: {
                ...{ PYTHONPATH: library, MLSERVER_HOST: "$(HOST)", [port]: "$(PORT)", MLSERVER_PARALLEL_WORKERS: "0" },
                ...env,
            },
        });
        stack = await LocalStack.prepare({ ...stackConfig({ euBackup: null, us: ["local:us-east"] }) });
        opened.push(stack);
        const models = path.join(stack.project, "models");
        mkdirSync(models);
        copyFileSync(
            path.join(packageRoot(), "tests", "runtime", "litert-server", "models", "classifier.tflite"),
            path.join(models, "classifier.tflite"),
        );
        for (const [file, text] of Object.entries(contents)) writeFileSync(path.join(models, file), text);
        irises = JSON.parse(
            execFileSync("python3", [path.join(servers, "irises.py"), path.join(models, "irises.joblib")], {
                env: { ...process.env, PYTHONPATH: library },
                encoding: "utf8",
            }),
        ) as typeof irises;
        packFolder(models);
        await configure();
        await stack.up();
        const [inEu, inUs] = await stack.cells();
        eu = new CellClient(stack.project, inEu!, "Lisbon");
        us = new CellClient(stack.project, inUs!, "New York");
        const url = new URL(inUs!.url);
        calls = callerOf(
            {
                address: () => ({ host: "127.0.0.1", port: Number(url.port) }),
                serving: () => ({ cell: { host: url.hostname } }),
                authority: () => ({ ca: readFileSync(path.join(stack.project, inUs!.caFile!), "utf8") }),
            },
            "local:us-east",
        );
        opened.push(eu, us, calls);
    });
    /** None of them, where the tests were skipped. */
    const opened: { close?(): unknown; dispose?(): unknown }[] = [];
    after(async () => {
        for (const one of opened.reverse()) await (one.close ?? one.dispose)?.call(one);
    });

    /** With another server for the second release of the sums. */
    function config(second: object = {}): StackConfig {
        const base = stackConfig({ euBackup: null, us: ["local:us-east"] });
        const digestOf = (file: string) => sha256(readFileSync(path.join(stack.project, "models", file)));
        const release = (file: string, server: object) => ({
            artifact: `file:models/${file}`,
            digest: digestOf(file),
            server,
        });
        const whole = [{ version: "1.0.0", percent: 100 }];
        return {
            ...base,
            "meridian:cells": (base["meridian:cells"] as { name: string; backup?: string }[]).map(
                ({ backup: _, ...cell }) => cell,
            ),
            "meridian:models": [
                {
                    name: "sums",
                    cells: ["eu"],
                    releases: {
                        "1.0.0": release("sums-1.bin", {
                            ...{ protocol: "oip-http", command: python("plain.py"), port: 8080 },
                            secrets: { SECRET_KEY: { secret: "key" } },
                        }),
                        "2.0.0": release("sums-2.bin", {
                            protocol: "oip-http",
                            command: python("plain.py"),
                            ...second,
                        }),
                    },
                    traffic: [
                        { version: "1.0.0", percent: 70 },
                        { version: "2.0.0", percent: 30 },
                    ],
                    stickyBy: "header:x-subject",
                },
                {
                    name: "chat",
                    cells: ["eu"],
                    releases: { "1.0.0": release("pairs.json", { protocol: "openai", command: python("openai.py") }) },
                    traffic: whole,
                },
                {
                    name: "classifier",
                    cells: ["us"],
                    releases: {
                        "1.0.0": release("classifier.tflite", {
                            protocol: "oip-http",
                            command: litert.command,
                            env: { ...litert.environment, MODEL_URI: "$(MODEL_PATH)" },
                        }),
                    },
                    traffic: whole,
                },
                {
                    name: "irises-oip-http",
                    cells: ["us"],
                    releases: {
                        "1.0.0": release("irises.joblib", {
                            protocol: "oip-http",
                            ...mlserver("MLSERVER_HTTP_PORT", "$(WORK_DIRECTORY)", {
                                MLSERVER_MODEL_NAME: "$(MODEL_NAME)",
                                MLSERVER_MODEL_URI: "$(MODEL_PATH)",
                                MLSERVER_MODEL_IMPLEMENTATION: "mlserver_sklearn.SKLearnModel",
                            }),
                        }),
                    },
                    traffic: whole,
                },
                {
                    name: "irises-oip-grpc",
                    cells: ["us"],
                    releases: {
                        "1.0.0": release("irises.tar.gz", {
                            ...{ protocol: "oip-grpc", unpack: "tar", modelPath: "models/irises" },
                            ...mlserver("MLSERVER_GRPC_PORT", "$(MODEL_PATH)"),
                        }),
                    },
                    traffic: whole,
                },
            ],
        };
    }

    /** A folder as MLServer's users have it: the model, and settings that name it. */
    function packFolder(models: string): void {
        const folder = path.join(models, "irises");
        mkdirSync(folder);
        copyFileSync(path.join(models, "irises.joblib"), path.join(folder, "model.joblib"));
        const settings = {
            name: "irises-oip-grpc",
            implementation: "mlserver_sklearn.SKLearnModel",
            parameters: { uri: "./model.joblib" },
        };
        writeFileSync(path.join(folder, "model-settings.json"), JSON.stringify(settings));
        execFileSync("tar", ["-C", folder, "-czf", path.join(models, "irises.tar.gz"), "."]);
    }

    async function configure(second: object = {}): Promise<void> {
        await stack.configure(config(second));
        await stack.engine.ask(["config", "set", "--secret", "secrets:key", secret, "--stack", stack.name]);
    }

    const sumOf = (subject: string, at = "/v2/models/sums/infer") =>
        eu.ask({
            method: "POST",
            path: at,
            headers: { "x-subject": subject },
            body: JSON.stringify({ inputs: [{ name: "x", datatype: "FP64", shape: [1, 3], data: [1, 2, 3] }] }),
        });
    const chat = (body: object, headers: Readonly<Record<string, string>> = {}) =>
        eu.ask({
            method: "POST",
            path: "/v1/chat/completions",
            headers,
            body: JSON.stringify({ model: "chat", messages: [{ role: "user", content: "the" }], ...body }),
            timeoutMs: 30_000,
        });

    it("answer by shares, each subject by one release, with the release's own file", async () => {
        const seen = new Map<string, string>();
        for (let i = 0; i < 60; i++) {
            const subject = `subject-${i % 30}`;
            const { status, version, body } = await sumOf(subject);
            assert.equal(status, 200, body);
            const { model_version, outputs } = JSON.parse(body) as {
                model_version: string;
                outputs: { data: number[] }[];
            };
            assert.equal(model_version, version === "1.0.0" ? contents["sums-1.bin"] : contents["sums-2.bin"]);
            assert.deepEqual(outputs[0]!.data, [6]);
            assert.equal(seen.get(subject) ?? version, version);
            seen.set(subject, version!);
        }
        assert.deepEqual([...new Set(seen.values())].sort(), ["1.0.0", "2.0.0"]);
        assert.equal((await sumOf("a", "/v2/models/sums/versions/2.0.0/infer")).version, "2.0.0");
    });

    it("offer only what the protocol has", async () => {
        for (const at of ["/v2/models/sums/where", "/v2/models/sums/versions/1.0.0/where", "/where", "/echo"]) {
            assert.equal((await eu.ask({ path: at })).status, 404, at);
        }
        for (const at of ["/v2/repository/index", "/v2/models/irises-oip-http/versions/1.0.0/unload"]) {
            assert.equal((await us.ask({ method: "POST", path: at, body: "{}" })).status, 404, at);
        }
    });

    it("of scikit-learn answer behind MLServer as the model itself does, over HTTP", async () => {
        const { rows, classes } = irises;
        const inputs = [{ name: "predict", datatype: "FP64", shape: [rows.length, 4], data: rows.flat() }];
        for (const at of ["", "/versions/1.0.0"]) {
            const { status, body } = await us.ask({
                method: "POST",
                path: `/v2/models/irises-oip-http${at}/infer`,
                body: JSON.stringify({ inputs }),
            });
            assert.equal(status, 200, body);
            assert.deepEqual((JSON.parse(body) as { outputs: { data: number[] }[] }).outputs[0]!.data, classes);
        }
        assert.equal((await us.ask({ path: "/v2/models/irises-oip-http" })).status, 200);
        assert.equal((await us.ask({ path: "/v2/models/irises-oip-http/ready" })).status, 200);
    });

    it("of scikit-learn answer behind MLServer as the model itself does, over gRPC from a folder that only they read", async () => {
        const files = [...filesIn(stack.inCell("us", "us-east"))].filter(file =>
            /model(-settings\.json|\.joblib)$/.test(file),
        );
        assert.deepEqual(files.map(file => path.basename(file)).sort(), ["model-settings.json", "model.joblib"]);
        for (const file of files) assert.equal(statSync(file).mode & 0o222, 0, file);

        const { rows, classes } = irises;
        const message = {
            model_name: "irises-oip-grpc",
            inputs: [
                {
                    name: "predict",
                    datatype: "FP64",
                    shape: [rows.length, 4],
                    contents: { fp64_contents: rows.flat() },
                },
            ],
        };
        const { code, answer, metadata } = await callOnce(calls, "ModelInfer", message);
        assert.equal(code, 0, JSON.stringify(metadata.getMap()));
        const [output] = (answer as unknown as { outputs: { contents: { int64_contents: string[] } }[] }).outputs;
        assert.deepEqual(output!.contents.int64_contents.map(Number), classes);
        assert.equal((await callOnce(calls, "ModelReady", { name: "irises-oip-grpc" })).answer?.ready, true);
    });

    it("of TensorFlow Lite answer with a quantised model, on a Unix socket", async () => {
        const described = await us.ask({ path: "/v2/models/classifier" });
        assert.equal(described.status, 200, described.body);
        const { inputs } = JSON.parse(described.body) as {
            inputs: { name: string; datatype: string; shape: number[] }[];
        };
        assert.equal(inputs[0]!.datatype, "INT8");
        const columns = inputs[0]!.shape.at(-1)!;
        const infer = (data: readonly number[]) =>
            us.ask({
                method: "POST",
                path: "/v2/models/classifier/infer",
                body: JSON.stringify({ inputs: [{ ...inputs[0], shape: [1, columns], data }] }),
            });
        const answer = await infer(Array.from({ length: columns }, (_, i) => i - 1));
        assert.equal(answer.status, 200, answer.body);
        const { outputs } = JSON.parse(answer.body) as { outputs: { datatype: string; data: number[] }[] };
        assert.ok(
            outputs[0]!.data.every(value => Number.isInteger(value) && Math.abs(value) <= 128),
            answer.body,
        );
        assert.equal((await infer([1000])).status, 400);
    });

    it("of the OpenAI API answer whole and streamed", async () => {
        const whole = await chat({});
        assert.equal(whole.status, 200, whole.body);
        const { choices, usage } = JSON.parse(whole.body) as {
            choices: { message: { content: string } }[];
            usage: object;
        };
        assert.equal(choices[0]!.message.content, "model serves words slowly");
        assert.deepEqual(usage, { prompt_tokens: 1, completion_tokens: 4, total_tokens: 5 });
        const streamed = await chat({ stream: true });
        const events = streamed.body.split("\n\n").filter(event => event !== "");
        assert.deepEqual(
            [events.length, events.at(-1), streamed.contentType],
            [5, "data: [DONE]", "text/event-stream"],
        );
        const models = JSON.parse((await eu.ask({ path: "/v1/models" })).body) as { data: { id: string }[] };
        assert.deepEqual(
            models.data.map(({ id }) => id),
            ["chat"],
        );
    });

    it("lose no request that has no answer yet when a region loses its servers, and are back once they are started again", async () => {
        const before = await chat({});
        const region = before.region!.slice("local:".length);
        const [launcher] = await stack.pids(new RegExp(`^screening-eu-${region}-chat-1\\.0\\.0-[0-9a-f]{8}$`));
        // No word comes before that one is killed.
        const slow = Array.from({ length: 4 }, () => chat({ stream: true }, { "x-seconds-a-word": "2" }));
        await new Promise(resolve => setTimeout(resolve, 300));
        process.kill(launcher!, "SIGKILL");
        const answers = await Promise.all(slow);
        assert.deepEqual(
            answers.map(({ status, body }) => [status, body.includes("[DONE]")]),
            answers.map(() => [200, true]),
        );
        assert.ok(
            answers.every(answer => answer.region !== before.region),
            JSON.stringify(answers.map(({ region }) => region)),
        );
        await untilHealthy(stack);
        await until("the region answers again", async () => (await chat({})).region === before.region);
    });

    it("talk to the gates of their region alone", async () => {
        const inEast = (file: string) => readFileSync(stack.inCell("us", file));
        const clusters = JSON.parse(stack.file("gates/screening-us-us-east/clusters.json")) as {
            resources: { name: string }[];
        };
        const cluster = JSON.stringify(clusters.resources.find(({ name }) => name === "release/irises-oip-http/1.0.0"));
        const port = Number(/"port_value":(\d+)/.exec(cluster)?.[1]);
        const name = /"sni":"([^"]*)"/.exec(cluster)![1]!;
        const ask = (identity: { cert?: Buffer; key?: Buffer }) =>
            knock(port, name, inEast("authority/authority.crt"), { ...identity, path: "/v2/models/irises-oip-http" });
        const gate = { cert: inEast("us-east/gate-tls/tls.crt"), key: inEast("us-east/gate-tls/tls.key") };
        assert.equal(await ask(gate), 200);
        assert.equal(await ask({}), "closed");
        const inEu = (file: string) => readFileSync(stack.inCell("eu", file));
        assert.equal(
            await ask({ cert: inEu("eu-west/gate-tls/tls.crt"), key: inEu("eu-west/gate-tls/tls.key") }),
            "closed",
        );
    });

    it("keep their secrets in one file that only its owner can read", () => {
        const holding = [
            ...filesIn(path.join(stack.project, ".meridian")),
            ...filesIn(stack.engine.workspace.home),
        ].filter(file => readFileSync(file).includes(secret));
        assert.deepEqual([...new Set(holding.map(file => path.basename(file)))], ["secrets.json"]);
        for (const file of holding) assert.equal(statSync(file).mode & 0o777, 0o600, file);
    });

    it("are as the config has them: a preview finds nothing to do", async () => {
        const { output, exitCode } = await stack.run(
            "preview",
            "--refresh",
            "--expect-no-changes",
            "--non-interactive",
        );
        assert.equal(exitCode, 0, output);
    });

    it("get no requests that never become ready: the update fails in time with their last words, and what was there serves on", async () => {
        await configure({ env: { FAIL: "a library" }, startSeconds: 3 });
        const { output, exitCode } = await stack.run("up", "--yes", "--skip-preview", "--non-interactive");
        assert.notEqual(exitCode, 0);
        assert.match(output, /is not ready/);
        assert.match(output, /no such thing: a library/);
        for (let i = 0; i < 10; i++) assert.equal((await sumOf(`subject-${i}`)).status, 200);
        await configure();
        await stack.up();
        await untilHealthy(stack);
        const { status, body } = await sumOf("a", "/v2/models/sums/versions/2.0.0/infer");
        assert.equal(status, 200, body);
    });
});
