import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Launch } from "../../../../../components/adapters/local/launcher/launch";
import { serverFault } from "../../../../../components/adapters/local/launcher/probe";
import { freePort } from "../../../../support/free-port";

const launchOf = (protocol: string) => ({ model: "chat", protocol }) as Launch;

const closed = (server: Server) =>
    new Promise<void>(resolve => {
        server.close(() => {
            resolve();
        });
    });

describe("why a custom server can't infer yet", () => {
    let directory: string;
    let socket: string;
    let server: Server | undefined;
    beforeEach(() => {
        directory = mkdtempSync(path.join(tmpdir(), "probe-"));
        socket = path.join(directory, "server.sock");
    });
    afterEach(async () => {
        if (server !== undefined) await closed(server);
        server = undefined;
        rmSync(directory, { recursive: true });
    });

    /** What is reported of a server that answers so, asked at a path of the protocol. */
    async function faultOf(protocol: string, ready: string, status: number, body = ""): Promise<string | undefined> {
        server = createServer((request, response) => {
            response.statusCode = request.url === ready ? status : 404;
            response.end(body);
        });
        await once(server.listen(socket), "listening");
        return serverFault(launchOf(protocol), ready, { socket });
    }

    it("is that it does not listen, where there is no socket and where a port refuses connections", async () => {
        assert.equal(
            await serverFault(launchOf("oip-http"), "/v2/health/ready", { socket }),
            `the server does not listen on ${socket}`,
        );
        assert.equal(
            await serverFault(launchOf("oip-grpc"), undefined, { socket }),
            `the server does not listen on ${socket}`,
        );
        const port = await freePort();
        assert.equal(
            await serverFault(launchOf("oip-http"), "/v2/health/ready", { port }),
            `the server does not listen on 127.0.0.1:${port}`,
        );
    });

    it("is nothing once the path of its protocol answers 200", async () => {
        assert.equal(await faultOf("oip-http", "/v2/health/ready", 200), undefined);
    });

    it("is another status, with the beginning of the answer on one line", async () => {
        const fault = await faultOf("oip-http", "/v2/health/ready", 503, `loading\n  ${"x".repeat(1000)}`);
        assert.match(fault!, /^GET \/v2\/health\/ready answers 503 loading x{292}; /);
    });

    it("is that an OpenAI server lists other models, or no list", async () => {
        const listing = (...ids: string[]) => JSON.stringify({ data: ids.map(id => ({ id })) });
        assert.equal(await faultOf("openai", "/v1/models", 200, listing("other", "chat")), undefined);
        await closed(server!);
        const fault = await faultOf("openai", "/v1/models", 200, listing("other", "more"));
        assert.equal(fault, "the server lists the models other, more, and not chat: start it with that name");
        await closed(server!);
        assert.equal(
            await faultOf("openai", "/v1/models", 200, "ready"),
            "GET /v1/models answers no list of models: ready",
        );
    });

    it("is an answer larger than a list of models can be", async () => {
        assert.match(
            (await faultOf("openai", "/v1/models", 200, " ".repeat(1024 * 1024 + 1)))!,
            /does not answer openai on .*: more than 1048576 bytes$/,
        );
    });
});
