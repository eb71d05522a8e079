import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";

import { freePort } from "../support/free-port";

describe("a free port", () => {
    it("is reserved for the process that took it, before a server listens there", async () => {
        const port = await freePort();
        const socket = createSocket("udp4");
        socket.bind({ port, address: "127.0.0.1", exclusive: true });
        const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
        socket.close();
        assert.equal(error.code, "EADDRINUSE");
        assert.notEqual(await freePort(), port);
    });
});
