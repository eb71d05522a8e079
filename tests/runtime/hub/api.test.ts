import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { Access, SESSION_SECONDS } from "../../../runtime/hub/access";
import { HubApi } from "../../../runtime/hub/api";
import type { Hub } from "../../../runtime/hub/hub";
import { until } from "../../support/until";

describe("a hub whose state can't be written", () => {
    let server: Server;
    let logged: string[];
    beforeEach(async () => {
        logged = [];
        const log = { info: () => undefined, error: (event: string) => logged.push(event) };
        const hub = {
            get state(): never {
                throw new TypeError("broken");
            },
        } as unknown as Hub;
        server = createServer(new HubApi(hub, new Access("key", Date.now), log).listener("socket"));
        await once(server.listen(0, "127.0.0.1"), "listening");
    });
    afterEach(() => {
        server.closeAllConnections();
        server.close();
    });

    for (const path of ["/api/state", "/api/events"]) {
        it(`answers 500 at ${path}, logs it, and goes on`, async () => {
            const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
            const answer = await fetch(at + path);
            assert.deepEqual([answer.status, logged], [500, ["request failed"]]);
            assert.equal((await fetch(`${at}/live`)).status, 200);
        });
    }
});

describe("a stream of a hub's events at its port", () => {
    it("ends with the session that opened it", async () => {
        let now = 0;
        const access = new Access("key", () => now);
        const hub = { state: { time: 1 } } as unknown as Hub;
        const log = { info: () => undefined, error: () => assert.fail("a request failed") };
        const api = new HubApi(hub, access, log);
        const server = createServer(api.listener("port"));
        await once(server.listen(0, "127.0.0.1"), "listening");
        try {
            const [cookie = ""] = access.sessionFor(access.newTicket())!.split(";");
            const { port } = server.address() as AddressInfo;
            const [stream] = (await once(
                get({ port, path: "/api/events", headers: { host: `127.0.0.1:${port}`, cookie } }),
                "response",
            )) as [IncomingMessage];
            let received = "";
            stream.setEncoding("utf8").on("data", (text: string) => (received += text));
            const states = () => received.split("event: state").length - 1;
            assert.equal(stream.statusCode, 200);
            await until("the first state", () => states() === 1);

            now = SESSION_SECONDS * 1000 - 1;
            api.publish();
            await until("the second state", () => states() === 2);

            now += 1;
            api.publish();
            await until("the stream's end", () => stream.readableEnded, 5000);
            assert.equal(states(), 2);
        } finally {
            server.closeAllConnections();
            server.close();
        }
    });
});
