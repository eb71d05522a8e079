import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
    createServer,
    get,
    type IncomingMessage,
    type RequestListener,
    type Server,
    type ServerResponse,
} from "node:http";
import path from "node:path";
import { gunzipSync } from "node:zlib";

import { packed } from "../../components/gate/packed";
import { readyCommand, sidecarCommand } from "../../components/gate/sidecar/commands";
import { isOwn, platformSidecar, sidecarVariable } from "../../components/gate/sidecar/platform";
import { planConfig } from "../../components/plan/plan";
import { getTool } from "../../tools";
import { packageRoot } from "../../tools/package-root";
import { screening } from "../components/plan/screening";
import { freePort } from "../support/free-port";
import { pinnedImage } from "../support/images";
import { until } from "../support/until";

/** The shell of image `gate`, with nothing else that a shell could find. */
const shell = path.join(
    packageRoot(),
    `tools/images/debian/${process.arch === "arm64" ? "arm64" : "amd64"}/bin/busybox`,
);

function run(script: string, environment: NodeJS.ProcessEnv = {}) {
    const child = spawn(shell, ["sh", "-c", script], { env: { PATH: "/nonexistent", ...environment }, detached: true });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", chunk => (said += String(chunk)));
    const ended = once(child, "exit").then(([code]) => code as number | null);
    const end = () => {
        // With what it has started.
        if (child.exitCode === null) process.kill(-child.pid!, "SIGKILL");
    };
    return { child, ended, end, said: () => said };
}

const checks = { everySeconds: 1, unhealthyAfter: 2 };

/** What the plan says of a release with a server at this port, for a sidecar at another than clouds have. */
function sidecarOf(port: number, at: number): string {
    const { models, cells, ...config } = screening();
    const [model] = models;
    const server = {
        protocol: "oip-http" as const,
        image: pinnedImage("own", "{account}.dkr.ecr.{region}.amazonaws.com"),
        port,
    };
    const onAws = { dataClasses: ["internal"], regions: ["aws:eu-west-1"], primary: "aws:eu-west-1" };
    const { backup: _, ...cell } = { ...cells[0]!, ...onAws };
    const release = { ...model!.releases["1.0.0"], server };
    const { plan } = planConfig({
        ...config,
        cells: [cell],
        models: [
            { ...model!, name: "sums", releases: { "1.0.0": release }, traffic: [{ version: "1.0.0", percent: 100 }] },
        ],
    });
    const [serving] = plan.cells[0]!.servings;
    const [own] = serving!.models[0]!.releases;
    assert.ok(own && isOwn(own));
    const written = gunzipSync(
        Buffer.from(platformSidecar(serving!.models[0]!, own, { ...serving!, checks }), "base64"),
    ).toString();
    return packed(written.replace('"port_value":8444', `"port_value":${at}`));
}

describe("what runs beside a custom server in a task", function () {
    this.timeout(60_000);
    let server: Server;
    let port: number;
    let answer: RequestListener;

    before(async () => {
        port = await freePort();
        server = createServer((request, response) => {
            answer(request, response);
        });
    });
    const listen = () => new Promise<void>(resolve => server.listen(port, "127.0.0.1", resolve));
    after(() => {
        server.closeAllConnections();
        server.close();
    });

    describe("the command that waits until the server can infer", () => {
        it("ends once the server answers, which first it does not, and then says that it loads", async () => {
            let asked = 0;
            answer = ({ url }, response) => {
                assert.equal(url, "/v2/models/sums/ready");
                response.writeHead(asked++ === 0 ? 503 : 200).end();
            };
            const { ended, said } = run(readyCommand({ port, path: "/v2/models/sums/ready" }, 30)[2]);
            await listen();
            assert.equal(await ended, 0, said());
            assert.equal(asked, 2);
        });

        it("fails in time with what the server answers, and what to check", async () => {
            answer = (_, response) => response.writeHead(404).end();
            const { ended, said } = run(readyCommand({ port, path: "/v1/models", lists: "chat" }, 1)[2]);
            assert.equal(await ended, 1);
            assert.match(
                said(),
                /not ready within 1 s: GET \/v1\/models of 127\.0\.0\.1:\d+ answers .*404.*; it must list chat; check/,
            );
        });

        it("waits for a list of the model by its name", async () => {
            const lists =
                (id: string): RequestListener =>
                (_, response) => {
                    response.end(JSON.stringify({ object: "list", data: [{ id, object: "model" }] }, undefined, 1));
                };
            answer = lists("chat-2");
            const other = run(readyCommand({ port, path: "/v1/models", lists: "chat" }, 1)[2]);
            assert.equal(await other.ended, 1);
            assert.match(other.said(), /chat-2/);
            answer = lists("chat");
            assert.equal(await run(readyCommand({ port, path: "/v1/models", lists: "chat" }, 5)[2]).ended, 0);
        });
    });

    describe("the sidecar", () => {
        let at: number;
        let sidecar: ReturnType<typeof run>;
        let isReady = true;
        const waiting: ServerResponse[] = [];
        let envoy: string;
        const isHealthy = async () => (await ask("/v2/health/ready").catch(() => undefined))?.statusCode === 200;
        const ask = (asked: string) =>
            new Promise<IncomingMessage>((resolve, reject) => {
                get({ host: "127.0.0.1", port: at, path: asked, agent: false }, resolve).on("error", reject);
            });

        before(async () => {
            answer = ({ url }, response) => {
                if (url === "/v2/models/sums/ready") response.writeHead(isReady ? 200 : 503).end();
                else waiting.push(response);
            };
            envoy = `${await getTool("envoy")} --log-level error --concurrency 1 --disable-hot-restart`;
        });
        beforeEach(async () => {
            isReady = true;
            at = await freePort();
            const [, , script] = sidecarCommand(
                sidecarVariable,
                { sidecar: at, server: port },
                20,
                // An Envoy that others leave no processor for takes seconds to start, and is not ready meanwhile.
                { everySeconds: 1, failures: 15 },
                envoy,
            );
            sidecar = run(script, { [sidecarVariable]: sidecarOf(port, at) });
            await until(
                "the sidecar is ready",
                async () => {
                    assert.equal(sidecar.child.exitCode, null, sidecar.said());
                    return isHealthy();
                },
                20_000,
            );
        });
        afterEach(async () => {
            sidecar.end();
            await sidecar.ended;
        });

        it("passes on what the protocol has, and nothing else", async () => {
            assert.equal((await ask("/v2/repository/index")).statusCode, 404);
            const asked = ask("/v2/models/sums/versions/1.0.0");
            await until("the server has the request", () => Promise.resolve(waiting.length === 1));
            waiting.pop()!.end();
            assert.equal((await asked).statusCode, 200);
        });

        it("is not ready while the server is not, and then is again", async () => {
            isReady = false;
            await until("the sidecar is not ready", async () => !(await isHealthy()));
            assert.equal((await ask("/v2/health/ready")).statusCode, 503);
            isReady = true;
            await until("the sidecar is ready", isHealthy);
        });

        it("ends where the server could not infer for long, so that another task takes the place of its own", async () => {
            isReady = false;
            assert.equal(await sidecar.ended, 1);
            assert.match(sidecar.said(), /the server could not infer for 15 s: its task ends/);
        });

        it("answers what it has before it ends, and ends soon after", async () => {
            const asked = ask("/v2/models/sums");
            await until("the server has the request", () => Promise.resolve(waiting.length === 1));
            sidecar.child.kill("SIGTERM");
            const since = Date.now();
            // It waits for two seconds, whatever it has.
            await until("it has stayed for the request alone", () => Promise.resolve(Date.now() - since > 3_500));
            assert.equal(sidecar.child.exitCode, null);
            waiting.pop()!.end();
            assert.equal((await asked).statusCode, 200);
            assert.equal(await sidecar.ended, 0, sidecar.said());
            assert.ok(Date.now() - since < 15_000);
        });
    });
});
