import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

import { endLeftOvers } from "../../../../../components/adapters/local/launcher/launcher";
import { startTime } from "../../../../../tools/process-identity";
import { ownNetworkFault } from "../../../../../tools/own-network";
import { RUNTIME_VARIABLE } from "../../../../../tools/processes";
import { freePort } from "../../../../support/free-port";
import { until } from "../../../../support/until";
import { Launched } from "./launched";

const inference = JSON.stringify({ inputs: [{ name: "x", datatype: "FP64", shape: [1, 3], data: [1, 2, 3] }] });

describe("the launcher of a custom server", function () {
    this.timeout(60_000);
    let launched: Launched;
    beforeEach(() => {
        launched = new Launched();
    });
    afterEach(() => launched.dispose());

    it("runs a server that listens on a Unix socket, which only its user can open", async () => {
        launched.start();
        await launched.untilReady();
        const { status, body } = await launched.server("/v2/models/sums/infer", inference);
        assert.equal(status, 200);
        const { outputs, model_version } = JSON.parse(body) as { outputs: { data: number[] }[]; model_version: string };
        assert.deepEqual([outputs[0]!.data, model_version], [[6], "the first release"]);
        assert.equal(statSync(path.join(launched.directory, "server.sock")).mode & 0o077, 0);
    });

    it("gives the server its release, its own directory and the config's variables, and nothing of its own environment", async () => {
        launched.start(
            {
                command: [
                    "python3",
                    path.join(process.cwd(), "tests/support/servers/plain.py"),
                    "--model=$(MODEL_NAME)@$(MODEL_VERSION)",
                    "$$(MODEL_NAME)",
                    "$(LEVEL)",
                ],
                env: { LEVEL: "high", GREETING: "high $(MODEL_NAME)" },
                modelPath: "models/1/model.bin",
            },
            { SECRET_KEY: "hunter2-hunter2" },
        );
        await launched.untilReady();
        const { body } = await launched.server("/where");
        const where = JSON.parse(body) as {
            directory: string;
            environment: Record<string, string>;
            arguments: string[];
        };
        const work = path.join(launched.directory, "work");
        assert.equal(where.directory, work);
        assert.deepEqual(where.arguments, ["--model=sums@1.0.0", "$(MODEL_NAME)", "high"]);
        const { GREETING, HOME, MODEL_PATH, NOT_FOR_SERVERS, SECRET_KEY } = where.environment;
        assert.deepEqual(
            { GREETING, HOME, MODEL_PATH, NOT_FOR_SERVERS, SECRET_KEY },
            {
                GREETING: "high sums",
                HOME: work,
                MODEL_PATH: path.join(work, "models/1/model.bin"),
                NOT_FOR_SERVERS: undefined,
                SECRET_KEY: "hunter2-hunter2",
            },
        );
        assert.equal((await launched.server("/v2/models/sums/infer", inference)).status, 200);
    });

    it("hides secrets in what the server writes", async () => {
        launched.start({}, { SECRET_KEY: "hunter2-hunter2" });
        await launched.untilReady();
        await until("the server's first line", () => launched.log.includes("starting with …"));
        assert.ok(!launched.log.includes("hunter2"), launched.log);
    });

    it("starts no server whose file is not the release's, says so, and starts it once the file is right", async () => {
        launched.start();
        launched.write("model.bin", "another");
        const reason = await until("a reason", async () => {
            const reason = await launched.reason();
            return reason?.includes("digest") === true ? reason : undefined;
        });
        assert.match(reason, /has digest sha256:[0-9a-f]{64}, but the release says sha256:[0-9a-f]{64}/);
        assert.equal(launched.event("server started"), undefined);
        launched.write("model.bin", "the first release");
        await launched.untilReady();
        launched.write("model.bin", "spoilt");
        await until("the metric says so", async () =>
            /meridian_release_artifact_matches\{[^}]*\} 0/.test((await launched.health("/metrics")).body),
        );
    });

    it("names what a server answers that calls its model otherwise, or speaks another protocol", async () => {
        launched.start({ env: { SERVED_AS: "totals" } });
        const reason = await until("a reason", async () => {
            const reason = await launched.reason();
            return reason?.includes("answers") === true ? reason : undefined;
        });
        assert.match(reason, /GET \/v2\/models\/sums\/ready answers 404 .*no such path/);
        assert.match(reason, /check its protocol, the name that it gives the model, and ready/);
    });

    it("names what a server answers that speaks HTTP in place of gRPC", async () => {
        launched.start({ protocol: "oip-grpc" });
        const reason = await until("a reason", async () => {
            const reason = await launched.reason();
            return reason?.includes("oip-grpc") === true ? reason : undefined;
        });
        assert.match(reason, /does not answer oip-grpc on .*server\.sock: /);
    });

    it("is not ready before its server is", async () => {
        launched.start({ env: { START_SECONDS: "1" } });
        await until("the launcher answers", async () => (await launched.health()).status === 503);
        assert.match((await launched.reason())!, /starting|does not listen/);
        await launched.untilReady();
    });

    it("ends with its server, with 1 and the server's last lines", async () => {
        launched.start({ env: { FAIL: "a library" } });
        assert.equal(await launched.ended(), 1);
        const { how, last } = launched.event("server ended")!;
        assert.equal(how, "code 1");
        assert.deepEqual(last, ["starting with no secret", "no such thing: a library"]);
    });

    it("says which program can't be started", async () => {
        launched.start({ command: ["./not-there"] });
        assert.equal(await launched.ended(), 1);
        assert.deepEqual(launched.event("server ended")!.last, [
            "./not-there can't be started: No such file or directory",
        ]);
    });

    it("finishes what the server has begun before it ends, and is not ready meanwhile", async () => {
        launched.start();
        await launched.untilReady();
        const slow = launched.server("/v2/models/sums/infer", inference, { "x-seconds": "2" });
        await until("the request is under way", () => launched.log.includes("inferring"));
        launched.signal("SIGTERM");
        await until("it is not ready", async () => (await launched.reason()) === "the server is shutting down");
        assert.equal((await slow).status, 200);
        assert.equal(await launched.ended(), 0);
    });

    it("leaves nothing of its server behind that it did not find when it started", async () => {
        launched.start({ modelPath: "models/1" });
        await launched.untilReady();
        launched.signal("SIGTERM");
        assert.equal(await launched.ended(), 0);
        assert.deepEqual(readdirSync(launched.directory).sort(), ["launch.json", "model.bin"]);
    });

    it("takes its server with it when it is killed", async function () {
        if (process.platform !== "linux") this.skip();
        launched.start();
        await launched.untilReady();
        const { pid } = launched.event("server started") as { pid: number };
        launched.signal("SIGKILL");
        await launched.ended();
        await until("the server has ended", () => startTime(pid) === undefined);
    });

    it("ends what a killed launcher of its name has left, and no server of that name of another stack", async () => {
        const environments = ["own", "other"].map(stack => ({
            SUPERVISOR_PROCESS_NAME: path.basename(launched.directory),
            [RUNTIME_VARIABLE]: path.join(launched.directory, stack),
        }));
        const servers = environments.map(env =>
            spawn("sleep", ["60"], { env: { PATH: process.env.PATH, ...env }, stdio: "ignore" }),
        );
        try {
            await endLeftOvers(environments[0]!);
            await until("its own has ended", () => servers[0]!.signalCode === "SIGTERM");
            assert.deepEqual([servers[1]!.exitCode, servers[1]!.signalCode], [null, null]);
        } finally {
            for (const server of servers) server.kill("SIGKILL");
        }
    });

    it("ends with its server, whatever that has started goes on", async function () {
        if (process.platform !== "linux") this.skip();
        launched.start({ command: ["sh", "-c", "sleep 600 & echo child $!; exit 3"] });
        assert.equal(await launched.ended(), 1);
        const pid = Number(/child (\d+)/.exec(launched.log)![1]);
        await until("what it has started has ended", () => startTime(pid) === undefined);
    });

    it("names a directory that is not there", async () => {
        launched.start({ directory: "servers/chta" });
        assert.equal(await launched.ended(), 1);
        assert.match(
            String(launched.event("server not started")!.reason),
            /^servers\/chta is no directory; set server\.directory/,
        );
    });

    it("hides keys of several lines, and what a server says of them while it is not ready", async () => {
        const key = "-----BEGIN KEY-----\nfirst-line-of-it\nsecond-line-of-it";
        launched.start({ env: { SERVED_AS: "second-line-of-it" } }, { SECRET_KEY: key });
        const reason = await until("a reason", async () => {
            const reason = await launched.reason();
            return reason?.includes("answers") === true ? reason : undefined;
        });
        assert.match(reason, /404/);
        await until("the key was written", () => launched.log.includes("starting with"));
        for (const text of [launched.log, reason]) assert.doesNotMatch(text, /(first|second)-line-of-it/);
    });

    it("runs servers without capabilities", async function () {
        if (process.platform !== "linux") this.skip();
        launched.start({ command: ["sh", "-c", "grep Cap /proc/self/status; exit 3"] });
        await launched.ended();
        for (const set of ["CapPrm", "CapEff", "CapBnd", "CapAmb"]) {
            assert.match(launched.log, new RegExp(`^${set}:\\s+0+$`, "m"));
        }
    });

    it("refuses a launch that is not there", async () => {
        launched.start({ command: [] });
        assert.equal(await launched.ended(), 2);
        assert.match(JSON.stringify(launched.event("launch refused")), /launch\.command/);
    });

    describe("with a port", () => {
        before(function () {
            if (ownNetworkFault() !== undefined) this.skip();
        });

        it("runs the server in a network of its own, into which only the socket leads", async () => {
            const port = await freePort();
            launched.start({ port });
            await launched.untilReady();
            assert.equal((await launched.server("/v2/models/sums/infer", inference)).status, 200);
            const { stdout } = spawnSync(
                "curl",
                ["-s", "-o", "/dev/null", "-w", "%{http_code}", `http://127.0.0.1:${port}/where`],
                {
                    encoding: "utf8",
                },
            );
            assert.equal(stdout, "000");
        });

        it("passes a large body and its answer on", async () => {
            launched.start({ port: await freePort() });
            await launched.untilReady();
            const body = "0123456789abcdef".repeat(256 * 1024);
            const answer = await launched.server("/echo", body, { "content-length": String(body.length) });
            assert.ok(answer.body === body, `${answer.status}, ${answer.body.length} of ${body.length} characters`);
        });

        it("lets no other user of the machine reach the server", async function () {
            if (process.getuid?.() !== 0) this.skip();
            launched.start({ port: await freePort() });
            await launched.untilReady();
            // As in a stack's directory, whose parents others may read; the socket itself is what keeps them out.
            chmodSync(launched.directory, 0o755);
            const asUnprivileged = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
            const socket = path.join(launched.directory, "server.sock");
            const { status } = spawnSync(asUnprivileged[0]!, [
                ...asUnprivileged.slice(1),
                "curl",
                "-s",
                "--unix-socket",
                socket,
                "http://server/where",
            ]);
            assert.notEqual(status, 0);
        });
    });
});
