import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, type Server, type Socket } from "node:net";

import { freePort } from "../../../../support/free-port";
import { until } from "../../../../support/until";
import { allOf, clientOf, Relay, serverOf } from "./relay";

const ms = 80;

describe("a link of the network", () => {
    let relay: Relay;
    let server: Server;
    const accepted: Socket[] = [];
    const clients: Socket[] = [];

    /** A link to a server that does this with each connection. */
    async function linkTo(act: (socket: Socket) => void, delay = ms): Promise<void> {
        server = await serverOf(socket => {
            socket.on("error", () => undefined);
            accepted.push(socket);
            act(socket);
        });
        relay = await Relay.to((server.address() as AddressInfo).port, delay);
    }

    async function client(): Promise<Socket> {
        const socket = await clientOf(relay.port);
        clients.push(socket);
        return socket;
    }

    afterEach(async () => {
        for (const socket of [...clients.splice(0), ...accepted.splice(0)]) socket.destroy();
        await relay.dispose();
        server.close();
    });

    const echo = (socket: Socket) => void socket.on("data", chunk => socket.write(chunk));

    /** Milliseconds from then until the answer to one byte. */
    async function roundTrip(socket: Socket, begun = performance.now()): Promise<number> {
        socket.write("?");
        await once(socket, "data");
        return performance.now() - begun;
    }

    it("has a request take a round trip more on a new connection, and one on a kept connection", async () => {
        await linkTo(echo);
        // The link delays from the moment that it accepts, which is before a client reads that it is connected.
        const begun = performance.now();
        const socket = await client();
        const first = await roundTrip(socket, begun);
        const more: number[] = [];
        for (let i = 0; i < 10; i++) more.push(await roundTrip(socket));
        assert.ok(first >= 2 * ms - 2, `the first took ${first} ms`);
        // What else the machine does can only make one longer: the shortest says how many ways there are.
        const shortest = Math.min(...more);
        assert.ok(shortest >= ms && shortest < 2 * ms, `those after it took ${more.join(", ")} ms`);
    });

    it("has bytes arrive in order, none before half of the round trip", async () => {
        const arrivals: { at: number; text: string }[] = [];
        await linkTo(socket => {
            socket.on("data", chunk => arrivals.push({ at: performance.now(), text: chunk.toString() }));
        });
        const socket = await client();
        const sent: number[] = [];
        for (let i = 0; i < 50; i++) {
            sent.push(performance.now());
            socket.write(`${i};`);
            await new Promise(resolve => setImmediate(resolve));
        }
        const texts = () => arrivals.map(({ text }) => text).join("");
        await until("all has arrived", () => texts().endsWith("49;"));
        assert.equal(texts(), sent.map((_, i) => `${i};`).join(""));
        for (const { at, text } of arrivals) {
            const last = Number(text.split(";").at(-2));
            assert.ok(at - sent[last]! >= ms / 2, `${last} came after ${at - sent[last]!} ms`);
        }
    });

    it("passes megabytes on whole, in both directions at once", async () => {
        const [there, back] = [randomBytes(12 * 1024 * 1024), randomBytes(12 * 1024 * 1024)];
        let received: Promise<Buffer> | undefined;
        await linkTo(socket => {
            received = allOf(socket);
            socket.end(back);
        }, 10);
        const socket = await client();
        socket.end(there);
        assert.equal(digest(await allOf(socket)), digest(back));
        assert.equal(digest(await received!), digest(there));
    });

    it("stops reading while the receiver does not read, and continues when it does", async () => {
        await linkTo(socket => void socket.pause(), 10);
        const socket = await client();
        let written = 0;
        const chunk = Buffer.alloc(64 * 1024);
        const full = () => socket.writableLength > 4 * chunk.length;
        await until("no more is taken", () => {
            while (!full()) {
                socket.write(chunk);
                written += chunk.length;
            }
            const stuck = socket.bytesWritten;
            return new Promise(resolve => setTimeout(resolve, 200)).then(() => full() && socket.bytesWritten === stuck);
        });
        assert.ok(written < 64 * 1024 * 1024, `${written} bytes were taken`);
        socket.end();
        assert.equal((await allOf(accepted[0]!)).length, written);
    });

    it("passes the end of one direction on, and leaves the other open", async () => {
        await linkTo(socket => {
            socket.on("data", () => undefined);
            socket.on("end", () => socket.end("you have ended"));
        });
        const socket = await client();
        socket.end("something");
        assert.equal((await allOf(socket)).toString(), "you have ended");
    });

    it("shows a client that the other side has reset, as late as it shows it bytes", async () => {
        await linkTo(echo);
        const socket = await client();
        await roundTrip(socket);
        const reset = performance.now();
        accepted[0]!.resetAndDestroy();
        const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
        assert.equal(error.code, "ECONNRESET");
        assert.ok(performance.now() - reset >= ms / 2);
    });

    it("shows the other side that a client has reset", async () => {
        await linkTo(echo);
        const socket = await client();
        await roundTrip(socket);
        socket.resetAndDestroy();
        await until("the server's side is closed", () => accepted[0]!.destroyed);
        assert.equal((accepted[0]!.errored as NodeJS.ErrnoException).code, "ECONNRESET");
    });

    it("resets a connection to an address without a listener, and forwards again once there is one", async () => {
        await linkTo(echo);
        const { port } = server.address() as AddressInfo;
        await new Promise(resolve => server.close(resolve));
        const [error] = (await once(await client(), "error")) as [NodeJS.ErrnoException];
        assert.equal(error.code, "ECONNRESET");
        server = await serverOf(echo);
        await new Promise(resolve => server.close(resolve));
        server.listen(port, "127.0.0.1");
        await once(server, "listening");
        assert.ok((await roundTrip(await client())) >= ms);
    });
});

describe("the links' file", () => {
    let relay: Relay;
    let server: Server;
    let socket: Socket;

    beforeEach(async () => {
        server = await serverOf(socket => {
            socket.on("error", () => undefined);
            socket.on("data", chunk => socket.write(chunk));
        });
        relay = await Relay.to((server.address() as AddressInfo).port, 20);
        socket = await clientOf(relay.port);
        await roundTrip();
    });
    afterEach(async () => {
        socket.destroy();
        await relay.dispose();
        server.close();
    });

    async function roundTrip(): Promise<number> {
        const begun = performance.now();
        socket.write("?");
        await once(socket, "data");
        return performance.now() - begun;
    }

    it("changes the delay of connections that are there, and drops none", async () => {
        await relay.takes(200);
        assert.ok((await roundTrip()) >= 200);
        await relay.takes(0);
        const trips: number[] = [];
        for (let i = 0; i < 10; i++) trips.push(await roundTrip());
        // The shortest: what else the machine does can only make one longer.
        assert.ok(Math.min(...trips) < 200, `they took ${trips.join(", ")} ms`);
    });

    it("that is invalid leaves the one before, and is reported with its reason", async () => {
        await relay.takes(100);
        for (const content of ["{", '[{"from":"Lisbon"}]']) {
            const before = relay.events("links not reloaded").length;
            relay.write(content);
            await until("a report", () => relay.events("links not reloaded").length > before);
            assert.ok((await roundTrip()) >= 100);
        }
        assert.match(relay.events("links not reloaded").at(-1)!.reason!, /links\[0\]\.ms: .* \[config\/missing\]/);
    });

    it("ends a connection over a quiet way by SIGTERM, and the program with 0", async () => {
        relay.process.kill("SIGTERM");
        await once(socket, "end");
        socket.end();
        assert.equal(await relay.exit(), 0);
    });
});

describe("a network", () => {
    it("ends with 1 and says why when another listens where a way begins", async () => {
        const server = await serverOf(() => undefined);
        const relay = Relay.start((server.address() as AddressInfo).port, await freePort(), 10);
        assert.equal(await relay.exit(), 1);
        assert.match((await relay.event("can't listen")).reason!, /EADDRINUSE/);
        await relay.dispose();
        server.close();
    });
});

function digest(content: Buffer): string {
    return createHash("sha256").update(content).digest("hex");
}
