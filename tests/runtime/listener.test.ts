import assert from "node:assert/strict";
import { once } from "node:events";
import type { Server } from "node:http";
import { PassThrough } from "node:stream";
import { type AddressInfo, connect, type Socket } from "node:net";

import { listenerFor } from "../../runtime/listener";
import { until } from "../support/until";

const requestMs = 300;
const silent = { info: () => undefined, error: () => undefined };

describe("a listener of the data plane", () => {
    let server: Server;
    const sockets: Socket[] = [];

    before(async () => {
        const giveUp = (_: number, what: string): never => assert.fail(what);
        const answer = (_: unknown, response: { end(body: string): void }) => {
            response.end("here");
        };
        server = listenerFor({ host: "127.0.0.1", port: 0, requestMs }, answer, silent, giveUp);
        await once(server, "listening");
    });
    after(() => {
        for (const socket of sockets) socket.destroy();
        server.close();
    });

    /** A connection, and what has come over it. */
    async function opened() {
        const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
        sockets.push(socket);
        let came = "";
        socket.on("data", (data: Buffer) => (came += data.toString()));
        await once(socket, "connect");
        return { socket, came: () => came };
    }

    it("answers 408 to a request that does not come in time, and leaves a connection open that has not been used", async () => {
        const [unused, slow] = [await opened(), await opened()];
        slow.socket.write("GET / HTTP/1.1\r\nhost: ");
        // Opened later than the unused one.
        await until("the slow request is refused", () => slow.socket.closed);
        assert.match(slow.came(), /^HTTP\/1.1 408 [^]*did not come in time; allowed: 0.3 seconds/);
        assert.equal(unused.came(), "");
        unused.socket.write("GET / HTTP/1.1\r\nhost: here\r\n\r\n");
        await until("it is answered", () => unused.came().endsWith("here"));
        assert.match(unused.came(), /^HTTP\/1.1 200 /);
    });

    it("answers what is not HTTP with what is wrong, and a connection that its client has broken with nothing", async () => {
        const odd = await opened();
        odd.socket.write("nonsense\r\n\r\n");
        await until("it is refused", () => odd.socket.closed);
        assert.match(odd.came(), /^HTTP\/1.1 400 [^]*the request is not HTTP\/1.1/);
        const broken = new PassThrough();
        server.emit("clientError", Object.assign(new Error(), { code: "ECONNRESET" }), broken);
        assert.deepEqual([broken.destroyed, broken.read()], [true, null]);
    });
});
