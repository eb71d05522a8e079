import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { drain } from "../../runtime/shutdown";

describe("a server that drains", function () {
    this.timeout(60_000);
    let server: Server;
    let agent: Agent;

    beforeEach(async () => {
        server = createServer((_, response) => response.end("answered"));
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        agent = new Agent({ keepAlive: true });
    });
    afterEach(() => {
        agent.destroy();
        server.closeAllConnections();
        server.close();
    });

    const ask = async () => {
        const { port } = server.address() as AddressInfo;
        const asked = get({ host: "127.0.0.1", port, agent });
        const [answer] = (await once(asked, "response")) as [IncomingMessage];
        answer.resume();
        await once(answer, "end");
        return answer.headers.connection;
    };

    it("answers on for a moment, closing each connection, and ends within the ten seconds that a supervisor waits", async () => {
        assert.equal(await ask(), "keep-alive");
        const begun = performance.now();
        const ended = drain(server);
        for (let i = 0; i < 10; i++) assert.equal(await ask(), "close");
        await ended;
        const took = performance.now() - begun;
        assert.ok(took > 900 && took < 10_000, `${took} ms`);
        assert.equal(server.listening, false);
    });

    it("ends at once without connections", async () => {
        const begun = performance.now();
        await drain(server);
        assert.ok(performance.now() - begun < 900);
    });
});
