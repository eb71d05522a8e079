import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";

import { clientHeaders, regionHeader, versionHeader } from "../../components/gate/headers";
import type { ConfigInput } from "../support/arbitraries";
import { call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import type { Answer, ReleaseServer } from "../support/gates/release-server";
import { until } from "../support/until";
import { digest, screening } from "../components/plan/screening";

const here = "local:eu-west";
const there = "local:eu-central";
const chat = "/v1/chat/completions";
const json = { "content-type": "application/json" };
const deadlineSeconds = 2;

/** Cell eu alone, with a model of the OpenAI API, one whose servers have paths of their own, and the built-in one. */
function config(): ConfigInput {
    const base = screening();
    const model = (name: string, server: object) => ({
        name,
        releases: {
            "1.0.0": { artifact: "file:1.bin", digest: digest("1"), server },
            "2.0.0": { artifact: "file:2.bin", digest: digest("2"), server },
        },
        traffic: [
            { version: "1.0.0", percent: 60 },
            { version: "2.0.0", percent: 40 },
        ],
        stickyBy: "header:x-subject",
    });
    return {
        ...base,
        cells: [base.cells[0]!],
        models: [
            ...base.models,
            model("chat", { protocol: "openai", command: ["serve"] }),
            model("score", { protocol: "http", command: ["serve"], ready: "/healthz" }),
        ],
        routing: { limits: { deadlineSeconds } },
    };
}

describe("models of one gate, of which some servers speak the OpenAI API or HTTP of their own", function () {
    this.timeout(60_000);
    let gates: Gates;
    const serverOf = (model: string, version: string, region: typeof here | typeof there = here): ReleaseServer =>
        gates.server(region, version, model);

    before(async () => {
        gates = await Gates.start(config());
    });
    after(() => gates.stop());
    beforeEach(() => {
        for (const server of gates.allServers) {
            server.received.length = 0;
            server.answer = (_, response) => {
                response.setHeader("content-type", "application/json");
                response.writeHead(200).end("{}");
            };
        }
    });

    const ask = (body: unknown, headers: Readonly<Record<string, string>> = {}, path: string = chat) =>
        call(gates, here, {
            path,
            body: typeof body === "string" ? body : JSON.stringify(body),
            headers: { ...json, ...headers },
        });

    describe("a request of the OpenAI API", () => {
        it("reaches the model that its body names, whole, on every path of the API", async () => {
            for (const path of [chat, "/v1/completions", "/v1/embeddings"]) {
                const body = { messages: [{ role: "user", content: '{"model":"score"}' }], model: "chat" };
                const reply = await ask(body, { "x-subject": "a" }, `${path}?timeout=1`);
                assert.equal(reply.status, 200, reply.body);
                const received = [...serverOf("chat", "1.0.0").received, ...serverOf("chat", "2.0.0").received];
                assert.deepEqual(
                    [received.at(-1)?.path, received.at(-1)?.body],
                    [`${path}?timeout=1`, JSON.stringify(body)],
                );
            }
        });

        it("takes a type with a character set, and none", async () => {
            for (const headers of [{ "content-type": "application/json; charset=utf-8" }, { "content-type": "" }]) {
                assert.equal((await ask({ model: "chat" }, headers)).status, 200);
            }
        });

        it("is refused in the API's form where it names no model of these, or is no JSON", async () => {
            for (const body of [{ model: "screening" }, { model: "score" }, { model: 7 }, {}, "no json", '"chat"']) {
                const reply = await ask(body);
                assert.equal(reply.status, 404, JSON.stringify(body));
                const { error } = JSON.parse(reply.body) as { error: { code: string; message: string } };
                assert.equal(error.code, "model_not_found");
                assert.match(error.message, /models: chat$/);
            }
            assert.deepEqual(
                gates.allServers.flatMap(({ received }) => received),
                [],
            );
        });

        it("is answered by one release for each subject, and by the release that a tester names", async () => {
            const versions = new Map<string, unknown>();
            for (let i = 0; i < 30; i++) {
                const subject = `subject-${i % 10}`;
                const { headers } = await ask({ model: "chat" }, { "x-subject": subject });
                const version = headers[versionHeader];
                assert.equal(versions.get(subject) ?? version, version, subject);
                versions.set(subject, version);
            }
            assert.deepEqual([...new Set(versions.values())].sort(), ["1.0.0", "2.0.0"]);
            for (const version of ["1.0.0", "2.0.0"]) {
                const { headers } = await ask({ model: "chat" }, { [clientHeaders.release]: version });
                assert.equal(headers[versionHeader], version);
            }
            assert.equal((await ask({ model: "chat" }, { [clientHeaders.release]: "3.0.0" })).status, 404);
        });

        it("goes to the same release in the next region where this one's servers are gone, though it is posted", async () => {
            for (const version of ["1.0.0", "2.0.0"]) {
                serverOf("chat", version).answer = (_, response) => response.destroy();
                const reply = await ask(
                    { model: "chat" },
                    { [clientHeaders.release]: version },
                    `${chat}?api-version=1`,
                );
                assert.deepEqual(
                    [reply.status, reply.headers[regionHeader], reply.headers[versionHeader]],
                    [200, there, version],
                    reply.body,
                );
            }
        });

        it("can be for the list of models", async () => {
            const { body } = await call(gates, here, { path: "/v1/models" });
            const { data } = JSON.parse(body) as { data: { id: string; owned_by: string }[] };
            assert.deepEqual(
                data.map(({ id, owned_by }) => [id, owned_by]),
                [["chat", "eu"]],
            );
            assert.equal(
                (JSON.parse((await call(gates, here, { path: "/v1/models/chat" })).body) as { id: string }).id,
                "chat",
            );
            assert.equal((await call(gates, here, { path: "/v1/models/score" })).status, 404);
        });
    });

    describe("an answer of the OpenAI API", () => {
        let answering: Answer | undefined;
        afterEach(() => {
            answering?.destroy();
            answering = undefined;
        });
        const streamed = (): Promise<IncomingMessage> => {
            for (const version of ["1.0.0", "2.0.0"]) {
                serverOf("chat", version).answer = (_, response) => {
                    response.setHeader("content-type", "text/event-stream");
                    answering = response.writeHead(200);
                };
            }
            const { cell } = gates.serving(here);
            return new Promise((resolve, reject) => {
                const sent = request(
                    {
                        ...gates.address(here),
                        agent: false,
                        servername: cell.host,
                        ca: gates.authority(here).ca,
                        method: "POST",
                        path: chat,
                        headers: { host: cell.host, ...json },
                    },
                    resolve,
                );
                sent.on("error", reject);
                sent.end(JSON.stringify({ model: "chat", stream: true }));
            });
        };
        const event = (data: object | string) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
        const tokens = async () => {
            const text = await gates.adminText(
                here,
                `/stats/prometheus?filter=${encodeURIComponent("^gate\\.tokens")}`,
            );
            const sum = (of: string) =>
                [...text.matchAll(/^envoy_gate_tokens\{([^}]*)\} (\d+)$/gm)]
                    .filter(([, labels]) => labels!.includes(`of="${of}"`))
                    .reduce((sum, [, , value]) => sum + Number(value), 0);
            return { prompt: sum("prompt"), completion: sum("completion") };
        };

        it("comes event by event, for longer than a deadline while none is late", async () => {
            const response = streamed();
            const answer = await until("the server answers", () => answering);
            answer.write(event({ n: 0 }));
            const events = (await response)[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
            const begun = performance.now();
            for (let i = 0; performance.now() - begun < deadlineSeconds * 1500; i++) {
                assert.equal((await events.next()).value?.toString(), event({ n: i }));
                await new Promise(resolve => setTimeout(resolve, 250));
                answer.write(event({ n: i + 1 }));
            }
            answer.end();
            await events.next();
            assert.equal((await events.next()).done, true);
        });

        it("is broken off where the next part is later than the deadline", async () => {
            const response = streamed();
            const answer = await until("the server answers", () => answering);
            answer.write(event({ n: 0 }));
            await assert.rejects(async () => {
                for await (const _ of await response);
            }, /aborted|ECONNRESET/);
        });

        it("is an error in time where its first part is", async () => {
            for (const version of ["1.0.0", "2.0.0"]) serverOf("chat", version).answer = () => undefined;
            const begun = performance.now();
            const reply = await ask({ model: "chat" });
            assert.equal(reply.status, 504, reply.body);
            assert.ok(performance.now() - begun >= deadlineSeconds * 900);
            await until("the gate's deadline is counted", async () => {
                const text = await gates.adminText(here, "/stats/prometheus");
                return /^envoy_gate_requests\{.*status="504".*deadline="gate"/m.test(text);
            });
        });

        it("has its tokens counted, whole or streamed", async () => {
            const usage = { usage: { prompt_tokens: 7, completion_tokens: 11, total_tokens: 18 } };
            const before = await tokens();
            for (const version of ["1.0.0", "2.0.0"]) {
                serverOf("chat", version).answer = (_, response) => {
                    response.setHeader("content-type", "application/json");
                    response.writeHead(200).end(JSON.stringify({ choices: [], ...usage }));
                };
            }
            assert.equal((await ask({ model: "chat" })).status, 200);
            const response = streamed();
            const answer = await until("the server answers", () => answering);
            for (const data of [{ choices: [{ delta: { content: "usage" } }] }, { choices: [], ...usage }, "[DONE]"]) {
                answer.write(event(data));
            }
            answer.end();
            for await (const _ of await response);
            await until("both are counted", async () => {
                const now = await tokens();
                return now.prompt - before.prompt === 14 && now.completion - before.completion === 22;
            });
        });

        it("leaves no text of it in the gate's log, and no warning", async () => {
            const secret = "a-prompt-for-no-log";
            await ask({ model: "chat", messages: [{ role: "user", content: secret }] });
            await until("the request is logged", () => gates.log(here).some(line => line.includes(`"path":"${chat}"`)));
            const lines = gates.log(here);
            assert.deepEqual(
                lines.filter(line => line.includes(secret)),
                [],
            );
            assert.deepEqual(
                lines.filter(line => line.includes("[warning]")),
                [],
            );
        });
    });

    describe("a request for a model whose servers have paths of their own", () => {
        it("reaches any path below the model's, by shares or by version", async () => {
            for (const path of ["/models/score", "/models/score/predict/fast?top=3"]) {
                const reply = await ask({}, { "x-subject": "a" }, path);
                assert.equal(reply.status, 200, reply.body);
                const received = [...serverOf("score", "1.0.0").received, ...serverOf("score", "2.0.0").received];
                assert.equal(received.at(-1)?.path, path);
            }
            const named = await ask({}, {}, "/models/score/versions/2.0.0/predict");
            assert.equal(named.headers[versionHeader], "2.0.0");
            assert.equal((await ask({}, {}, "/models/score/versions/3.0.0/predict")).status, 404);
            assert.equal((await ask({}, {}, "/models/scores/predict")).status, 404);
            assert.equal((await ask({}, {}, "/v2/models/score/infer")).status, 404);
        });

        it("is repeated elsewhere only where that changes nothing", async () => {
            for (const version of ["1.0.0", "2.0.0"])
                serverOf("score", version).answer = (_, response) => response.destroy();
            for (const path of [
                "/models/score/predict",
                "/models/score/infer",
                "/models/score/v2/models/score/infer",
            ]) {
                assert.equal((await ask({}, {}, path)).status, 503, path);
            }
            const keyed = await ask({}, { [clientHeaders.idempotency]: "once" }, "/models/score/predict");
            assert.deepEqual([keyed.status, keyed.headers[regionHeader]], [200, there]);
        });
    });

    it("are served beside models of the Open Inference Protocol", async () => {
        assert.equal((await call(gates, here, { body: "{}" })).status, 200);
    });
});
