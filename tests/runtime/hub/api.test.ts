import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { Access } from "../../../runtime/hub/access";
import { HubApi } from "../../../runtime/hub/api";
import type { Hub } from "../../../runtime/hub/hub";

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
