import assert from "node:assert/strict";
import type { Socket } from "node:net";

import { callerHeader } from "../../components/gate/headers";
import { screening } from "../components/plan/screening";
import { call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import { exchange, http1Answers, http2, http2Answer, rawConnection, statusesIn } from "../support/gates/raw";
import { until } from "../support/until";

const here = "local:eu-west";
const host = "eu.screening.example";
const infer = "/v2/models/screening/infer";

/** Its end, however it comes: a client that is still writing may see a broken connection first. */
function closed(socket: Socket): Promise<void> {
    return new Promise(resolve =>
        socket.once("close", () => {
            resolve();
        }),
    );
}

describe("an attack on a gate", function () {
    this.timeout(60_000);
    let gates: Gates;

    before(async () => {
        gates = await Gates.start({ ...screening(), routing: { limits: { deadlineSeconds: 8 } } });
    });
    after(() => gates.stop());
    beforeEach(() => {
        for (const server of gates.allServers) server.received.length = 0;
    });

    const received = () => gates.allServers.flatMap(server => server.received);

    /** What a second request would look like that only one of gate and server sees. */
    const hidden = `GET /v2/models/screening/smuggled HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const post = (...lines: string[]) => `POST ${infer} HTTP/1.1\r\nHost: ${host}\r\n${lines.join("\r\n")}\r\n\r\n`;
    const withLength = `Content-Length: ${hidden.length + 5}`;

    describe("by requests that do not wait for answers", () => {
        const pipelined = (path: string) =>
            Array.from({ length: 6 }, () => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`).join("");

        /** An answer begins where the body before it ends. */
        const linesIn = (received: string) => received.match(/HTTP\/1\.1 \d{3}/g);

        it("gets all of them answered in order where servers answer", async () => {
            const answers = await exchange(
                await rawConnection(gates, here),
                pipelined("/v2/models/screening"),
                http1Answers(6),
            );
            assert.deepEqual(linesIn(answers), Array<string>(6).fill("HTTP/1.1 200"));
        });

        it("gets all of them answered in order where the gate answers itself, however many there are", async () => {
            const paths = ["/v2/models/none", "/live", "/v2"];
            const asked = Array.from({ length: 60 }, (_, i) => paths[i % paths.length]!);
            const bytes = asked.map(path => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`).join("");
            const answers = await exchange(await rawConnection(gates, here), bytes, http1Answers(asked.length));
            const statuses = asked.map(path => `HTTP/1.1 ${path === paths[0] ? 404 : 200}`);
            assert.deepEqual(linesIn(answers), statuses);
        });
    });

    describe("by a request that can be read in two ways is refused, and no server sees any of it", () => {
        for (const [what, bytes] of [
            ["a length and chunks", `${post("Content-Length: 5", "Transfer-Encoding: chunked")}0\r\n\r\n${hidden}`],
            ["chunks and a length", `${post("Transfer-Encoding: chunked", withLength)}0\r\n\r\n${hidden}`],
            ["two lengths", `${post("Content-Length: 2", withLength)}{}${hidden}`],
            ["two lengths in one", `${post(`Content-Length: 2, ${hidden.length}`)}{}${hidden}`],
            ["a length with a sign", `${post("Content-Length: +2")}{}${hidden}`],
            ["a negative length", `${post("Content-Length: -2")}{}${hidden}`],
            ["a length in hexadecimal", `${post("Content-Length: 0x2")}{}${hidden}`],
            ["a space before the colon", `${post("Content-Length : 2")}{}${hidden}`],
            ["an encoding that is none", `${post("Transfer-Encoding: xchunked")}0\r\n\r\n${hidden}`],
            ["chunks that are not last", `${post("Transfer-Encoding: chunked, identity")}0\r\n\r\n${hidden}`],
            ["two encodings", `${post("Transfer-Encoding: chunked", "Transfer-Encoding: x")}0\r\n\r\n${hidden}`],
            ["a chunk's length that is none", `${post("Transfer-Encoding: chunked")}0x0\r\n\r\n${hidden}`],
            ["a zero byte", `${post("X-Note: a\0b", "Content-Length: 2")}{}${hidden}`],
            ["two hosts", `${post("Host: us.screening.example", "Content-Length: 2")}{}${hidden}`],
        ] as const) {
            it(what, async () => {
                const answer = await exchange(await rawConnection(gates, here), bytes);
                const [status, ...more] = statusesIn(answer);
                // Bad request, no cell of this gate's, an encoding that it does not know.
                assert.ok(status === 400 || status === 421 || status === 501, answer);
                assert.deepEqual(more, []);
                assert.deepEqual(received(), []);
            });
        }
    });

    for (const [what, line, value] of [
        ["a folded line", "X-Note: a\r\n Content-Length: 50", "a Content-Length: 50"],
        ["a carriage return alone", "X-Note: a\rContent-Length: 50", "aContent-Length: 50"],
    ] as const) {
        it(`by ${what} reaches the server in one reading only`, async () => {
            await exchange(await rawConnection(gates, here), `${post(line, "Content-Length: 2")}{}`);
            const [request, ...more] = received();
            assert.deepEqual([request!.headers["x-note"], request!.headers["content-length"]], [value, "2"]);
            assert.equal(request!.body, "{}");
            assert.deepEqual(more, []);
        });
    }

    it("for a tunnel is refused at once, to whatever host", async () => {
        for (const to of [host, "us.screening.example", "elsewhere.example"]) {
            const bytes = `CONNECT ${to}:443 HTTP/1.1\r\nHost: ${to}:443\r\n\r\n`;
            assert.deepEqual(statusesIn(await exchange(await rawConnection(gates, here), bytes)), [403], to);
        }
        assert.deepEqual(received(), []);
    });

    it("by another cell's host in the request's own line is refused, and forwarded nowhere", async () => {
        const bytes = `GET https://us.screening.example${infer} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
        assert.deepEqual(statusesIn(await exchange(await rawConnection(gates, here), bytes)), [421]);
        assert.deepEqual(received(), []);
    });

    for (const [what, path] of [
        ["encoded slashes", "/v2/models/screening%2Fversions%2F2.0.0/infer"],
        ["encoded slashes in a table's key", "/v1/tables/features/patient%2F7"],
        ["encoded backslashes", "/v2/models/screening%5Cinfer"],
        ["an encoded NUL", "/v1/tables/features/patient%007"],
    ] as const) {
        it(`by ${what} in a path is refused, with what a path may have`, async () => {
            const reply = await call(gates, here, { path, body: "{}" });
            assert.equal(reply.status, 400);
            assert.equal(
                (JSON.parse(reply.body) as { title: string }).title,
                "a path has no encoded slash, no backslash and no NUL",
            );
            assert.deepEqual(received(), []);
        });
    }

    for (const path of [
        "/v1/tables/features/%2e%2e/other",
        "/v1/tables/features/../other",
        "/v1/tables/./features/.",
    ]) {
        it(`by dots as in ${path} reaches no table by another name than that of the path without them`, async () => {
            const bytes = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
            const answer = await exchange(await rawConnection(gates, here), bytes);
            assert.deepEqual(statusesIn(answer), [404]);
            assert.match(answer, /content-type: application\/json/);
            assert.deepEqual(received(), []);
        });
    }

    it("by dots in a path reaches no other path than the one that is matched", async () => {
        const path = "/v2/models/screening/../../../live";
        const bytes = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
        assert.deepEqual(statusesIn(await exchange(await rawConnection(gates, here), bytes)), [200]);
        assert.deepEqual(received(), []);
    });

    describe("over HTTP/2", () => {
        const alpn = { ALPNProtocols: ["h2"] };
        const basic = [
            [":method", "POST"],
            [":scheme", "https"],
            [":authority", host],
            [":path", infer],
        ] as const;

        it("is none where everything is as it should be: the server gets it", async () => {
            const socket = await rawConnection(gates, here, alpn);
            const headers = http2.headers(1, [...basic, ["content-length", "2"], ["x-note", "a"]], false);
            await exchange(socket, Buffer.concat([http2.preface, headers, http2.data(1, "{}")]), http2Answer);
            assert.deepEqual(
                received().map(({ headers, body }) => [headers["x-note"], body]),
                [["a", "{}"]],
            );
        });

        for (const [what, headers] of [
            ["a line break in a value", [["x-note", `a\r\n${callerHeader}: root`]]],
            ["a line break in a name", [[`x-note: a\r\n${callerHeader}`, "root"]]],
            ["an encoding of HTTP/1.1", [["transfer-encoding", "chunked"]]],
            ["a connection's header", [["connection", `close, ${callerHeader}`]]],
            ["a length that is none", [["content-length", "2, 3"]]],
            ["a name in capitals", [["X-Note", "a"]]],
        ] as const) {
            it(`by ${what} is refused, and no server sees it`, async () => {
                const socket = await rawConnection(gates, here, alpn);
                const bytes = [http2.preface, http2.headers(1, [...basic, ...headers], false), http2.data(1, "{}")];
                await exchange(socket, Buffer.concat(bytes), http2Answer);
                assert.deepEqual(received(), []);
            });
        }

        it("by a body of another length than said is not passed on as whole", async () => {
            const socket = await rawConnection(gates, here, alpn);
            const headers = http2.headers(1, [...basic, ["content-length", "2"]], false);
            await exchange(socket, Buffer.concat([http2.preface, headers, http2.data(1, "{}{}")]), http2Answer);
            assert.deepEqual(received(), []);
        });

        it("by requests that are taken back at once, by the thousand, ends the connection and no one else's", async () => {
            const socket = await rawConnection(gates, here, alpn);
            socket.on("error", () => undefined);
            socket.write(http2.preface);
            for (let batch = 0; batch < 40 && !socket.destroyed; batch++) {
                const frames = Array.from({ length: 100 }, (_, i) => {
                    const stream = 2 * (batch * 100 + i) + 1;
                    return Buffer.concat([http2.headers(stream, basic, false), http2.reset(stream)]);
                });
                socket.write(Buffer.concat(frames));
                assert.equal((await call(gates, here, { body: "{}" })).status, 200);
            }
            await until("the connection is ended", () => socket.closed);
            assert.equal((await call(gates, here, { body: "{}" })).status, 200);
        });
    });

    it("by headers that never end is cut off, and holds no one up", async () => {
        const socket = await rawConnection(gates, here);
        const begun = performance.now();
        const drip = setInterval(() => socket.write("X-Note: a\r\n"), 200);
        socket.once("close", () => {
            clearInterval(drip);
        });
        socket.on("error", () => undefined);
        socket.resume();
        socket.write(`POST ${infer} HTTP/1.1\r\nHost: ${host}\r\n`);
        assert.equal((await call(gates, here, { body: "{}" })).status, 200);
        await closed(socket);
        // Without such a time it would never end: what is sent keeps it from being idle.
        assert.ok(performance.now() - begun < 40_000);
        assert.equal(received().length, 1);
    });

    it("by a body that never ends is cut off when an answer would be late", async () => {
        const socket = await rawConnection(gates, here);
        const begun = performance.now();
        socket.on("error", () => undefined);
        socket.resume();
        socket.write(post("Content-Length: 100000"));
        const drip = setInterval(() => socket.write("x"), 200);
        socket.once("close", () => {
            clearInterval(drip);
        });
        await closed(socket);
        const took = performance.now() - begun;
        // By default it would be half a minute.
        assert.ok(took > 7_000 && took < 25_000, `${took} ms`);
    });

    describe("on TLS", () => {
        const refusal = async (options: object) =>
            rawConnection(gates, here, options).then(
                socket => {
                    const spoken = `${socket.getProtocol() ?? ""} ${socket.getCipher().name}`;
                    socket.destroy();
                    return `spoke ${spoken}`;
                },
                (error: unknown) => (error as { code?: string }).code ?? String(error),
            );
        const legacy = { minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" } as const;

        for (const maxVersion of ["TLSv1", "TLSv1.1"] as const) {
            it(`is not spoken as ${maxVersion}`, async () => {
                assert.match(await refusal({ ...legacy, maxVersion }), /ERR_SSL|ECONNRESET/);
            });
        }

        for (const ciphers of ["NULL", "EXPORT:LOW", "RC4", "3DES", "aNULL", "kRSA", "CBC"]) {
            it(`is not spoken with ciphers ${ciphers}`, async () => {
                const found = await refusal({ maxVersion: "TLSv1.2", ciphers: `${ciphers}:@SECLEVEL=0` });
                assert.doesNotMatch(found, /^spoke/);
            });
        }

        it("is spoken as 1.2 and 1.3, forward secret and authenticated", async () => {
            assert.match(await refusal({ maxVersion: "TLSv1.2" }), /^spoke TLSv1\.2 ECDHE-ECDSA-.*(GCM|POLY1305)/);
            assert.match(await refusal({ minVersion: "TLSv1.3" }), /^spoke TLSv1\.3 TLS_(AES|CHACHA20)/);
        });

        it("names no other cell, and no name at all, to come in by", async () => {
            for (const servername of ["us.screening.example", "screening.example", ""]) {
                assert.doesNotMatch(await refusal({ servername, rejectUnauthorized: false }), /^spoke/);
            }
        });
    });
});
