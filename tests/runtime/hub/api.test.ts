import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from "node:http";
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

describe("a hub's state", () => {
    it("has whole numbers as they are, and others with four digits", async () => {
        const state = { time: 1_767_225_600_123, sizes: [1234567, 0, -7], share: 0.123456, rate: 1234.567, ok: true };
        const log = { info: () => undefined, error: () => assert.fail("a request failed") };
        const api = new HubApi({ state } as unknown as Hub, new Access("key", Date.now), log);
        const server = createServer(api.listener("socket"));
        await once(server.listen(0, "127.0.0.1"), "listening");
        try {
            const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/state`);
            assert.deepEqual(await answer.json(), { ...state, share: 0.1235, rate: 1235 });
        } finally {
            server.closeAllConnections();
            server.close();
        }
    });
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

describe("streams of a hub's events over its socket", () => {
    const MiB = 1024 * 1024;
    let server: Server;
    let api: HubApi;
    let response: ServerResponse;
    /** As many states as were written, whether or not they were read. */
    let written: number;
    let state: { time: number; text: string };
    let stream: IncomingMessage;

    beforeEach(async () => {
        [written, state] = [0, { time: 0, text: "x".repeat(MiB) }];
        const hub = {
            get state() {
                return state;
            },
        } as unknown as Hub;
        const log = { info: () => undefined, error: () => assert.fail("a request failed") };
        api = new HubApi(hub, new Access("key", Date.now), log);
        const listener = api.listener("socket");
        server = createServer((request, answer) => {
            const write = answer.write.bind(answer) as (text: string) => boolean;
            response = Object.assign(answer, {
                write: (text: string) => {
                    written += 1;
                    return write(text);
                },
            });
            listener(request, response);
        });
        await once(server.listen(0, "127.0.0.1"), "listening");
        const { port } = server.address() as AddressInfo;
        [stream] = (await once(get({ port, path: "/api/events" }), "response")) as [IncomingMessage];
    });
    afterEach(() => {
        server.closeAllConnections();
        server.close();
    });

    it("hold little for a page that does not read, which gets newer states once it does", async () => {
        const publish = () => {
            state = { ...state, time: state.time + 1 };
            api.publish();
        };
        for (let i = 0; i < 50; i++) {
            publish();
            await new Promise(setImmediate);
        }
        assert.ok(response.writableLength < 8 * MiB, `${response.writableLength} bytes`);
        const last = state.time;
        let received = 0;
        stream.setEncoding("utf8").on("data", (text: string) => {
            for (const [, time] of text.matchAll(/"time":(\d+)/g)) received = Number(time);
        });
        await until("a state that is newer", () => {
            publish();
            return received > last;
        });
    });

    it("are forgotten once the page is gone", async () => {
        stream.destroy();
        await until("the stream's end", () => response.closed);
        const before = written;
        api.publish();
        assert.equal(written, before);
    });
});
