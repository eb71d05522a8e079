import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";

import { clientHeaders } from "../../components/gate/headers";
import { screening } from "../components/plan/screening";
import { Gates } from "../support/gates/gates";
import type { Answer, ReleaseServer } from "../support/gates/release-server";
import { until } from "../support/until";

const here = "local:eu-west";

describe("an answer that comes as server-sent events", function () {
    this.timeout(60_000);
    let gates: Gates;
    let server: ReleaseServer;
    let answering: Answer | undefined;

    before(async () => {
        const config = screening();
        gates = await Gates.start({
            ...config,
            models: config.models.map(model => ({ ...model, traffic: [{ version: "1.0.0", percent: 100 }] })),
            routing: { limits: { deadlineSeconds: 30 } },
        });
        server = gates.server(here, "1.0.0");
    });
    after(() => gates.stop());
    beforeEach(() => {
        server.answer = (_, response) => {
            response.setHeader("content-type", "text/event-stream");
            response.writeHead(200);
            answering = response;
        };
    });

    /** The answer as soon as it begins. */
    function stream(headers: Record<string, string> = {}): Promise<IncomingMessage> {
        const { cell } = gates.serving(here);
        return new Promise((resolve, reject) => {
            const sent = request(
                {
                    ...gates.address(here),
                    agent: false,
                    servername: cell.host,
                    ca: gates.authority(here).ca,
                    method: "POST",
                    path: "/v2/models/screening/generate_stream",
                    headers: { host: cell.host, accept: "text/event-stream", ...headers },
                },
                resolve,
            );
            sent.on("error", reject);
            sent.end("{}");
        });
    }
    const begun = async () => {
        const response = stream();
        const answer = await until("the server answers", () => answering);
        return { response, answer };
    };
    afterEach(() => {
        answering?.destroy();
        answering = undefined;
    });

    it("reaches the client event by event, each before the next is made", async () => {
        const { response, answer } = await begun();
        answer.write("data: 0\n\n");
        const events = (await response)[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
        for (let i = 0; i < 5; i++) {
            assert.equal((await events.next()).value?.toString(), `data: ${i}\n\n`);
            answer.write(`data: ${i + 1}\n\n`);
        }
        answer.end();
        assert.equal((await events.next()).value?.toString(), "data: 5\n\n");
        assert.equal((await events.next()).done, true);
    });

    it("ends at the server when the client goes", async () => {
        const { response, answer } = await begun();
        answer.write("data: 0\n\n");
        let closed = false;
        answer.on("close", () => (closed = true));
        (await response).destroy();
        await until("a notified server", () => closed);
    });

    it("ends at the deadline, broken off and not as if it were whole", async () => {
        server.answer = (_, response) => {
            response.setHeader("content-type", "text/event-stream");
            response.writeHead(200).write("data: 0\n\n");
        };
        const response = stream({ [clientHeaders.timeout]: "5000" });
        await assert.rejects(async () => {
            for await (const _ of await response);
        }, /aborted|ECONNRESET/);
    });
});
