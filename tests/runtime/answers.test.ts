import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";

import { answerWith } from "../../runtime/answers";
import { Refusal } from "../../runtime/refusal";
import type { Handler } from "../../runtime/routes";
import { until } from "../support/until";

describe("what a server answers", () => {
    let errors: unknown[];
    let failures: unknown[];
    let handle: Handler;
    const log = {
        info: () => undefined,
        error: (event: string, fields: object = {}) => errors.push({ event, ...fields }),
    };
    const routes = [
        { method: "GET" as const, path: "/v1/a", handle: ((...given) => handle(...given)) satisfies Handler },
    ];
    const server = createServer(answerWith(routes, log, error => failures.push(error)));
    const port = () => (server.address() as AddressInfo).port;

    before(() => once(server.listen(0, "127.0.0.1"), "listening"));
    beforeEach(() => {
        [errors, failures] = [[], []];
    });
    after(() => {
        server.closeAllConnections();
        server.close();
    });

    async function answer() {
        const [response] = (await once(request({ port: port(), path: "/v1/a", agent: false }).end(), "response")) as [
            NodeJS.ReadableStream & { statusCode: number; headers: Record<string, string> },
        ];
        let text = "";
        for await (const piece of response) text += String(piece);
        return { status: response.statusCode, headers: response.headers, body: JSON.parse(text) as unknown };
    }

    it("is a refusal's status, headers and message", async () => {
        handle = () => {
            throw new Refusal(429, "too many requests", { "retry-after": "1" });
        };
        const { status, headers, body } = await answer();
        assert.deepEqual([status, headers["retry-after"], body], [429, "1", { error: "too many requests" }]);
        assert.deepEqual([errors, failures], [[], []]);
    });

    it("is 500 at an error, whose message may quote a request: it is neither sent nor logged", async () => {
        const error = new TypeError("of the patient Ada");
        handle = () => Promise.reject(error);
        const { status, body } = await answer();
        assert.deepEqual([status, body], [500, { error: "the server failed; nothing is wrong with the request" }]);
        assert.deepEqual(failures, [error]);
        const [logged] = errors as [{ event: string; at: string }];
        assert.equal(logged.event, "request failed");
        assert.match(logged.at, /^TypeError at /);
        assert.ok(!JSON.stringify(errors).includes("Ada"));
    });

    it("reaches a client that still sends, and the connection ends although its body never comes whole", async () => {
        const socket = connect(port(), "127.0.0.1");
        let text = "";
        socket.on("data", (piece: Buffer) => (text += piece.toString()));
        socket.write("POST /v1/a HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 100\r\n\r\nhalf");
        await until("the answer", () => text.includes("this path has no such method"));
        assert.match(text, /^HTTP\/1\.1 405 /);
        await once(socket, "close");
    });
});
