import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";

import { readBytes } from "../../runtime/body";

const MOST = 10;

/** What a server reads of a request that is sent in pieces, the second once the first has come. */
class Reading {
    private readonly server: Server;
    private readonly outcomes: Promise<string>[] = [];

    constructor() {
        this.server = createServer({ noDelay: true }, (request, response) => {
            this.outcomes.push(
                readBytes(request, MOST, "send less").then(
                    bytes => bytes.toString("latin1"),
                    (error: unknown) => (error as Error).message,
                ),
            );
            void this.outcomes.at(-1)!.finally(() => response.end());
        });
    }

    async of(pieces: readonly string[], isCut = false): Promise<string> {
        this.server.listen(0, "127.0.0.1");
        await once(this.server, "listening");
        const socket = connect((this.server.address() as AddressInfo).port, "127.0.0.1");
        try {
            const [first, ...others] = pieces;
            const asked = once(this.server, "request");
            socket.write(first!);
            await asked;
            for (const piece of others) socket.write(piece);
            if (isCut) socket.destroy();
            return await this.outcomes[0]!;
        } finally {
            socket.destroy();
            this.server.close();
        }
    }
}

const head = (...fields: readonly string[]) => ["POST / HTTP/1.1", "host: here", ...fields, "", ""].join("\r\n");
const sized = (length: number) => head(`content-length: ${length}`);
const chunked = head("transfer-encoding: chunked");

describe("The body of a request", () => {
    const cases: readonly [title: string, pieces: readonly string[], read: string][] = [
        ["comes with its head", [`${sized(4)}body`], "body"],
        ["comes after its head", [sized(4), "body"], "body"],
        ["comes in pieces, the first with its head", [`${sized(4)}b`, "ody"], "body"],
        ["comes in chunks of one piece", [`${chunked}2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n`], "body"],
        ["comes in chunks of several pieces", [`${chunked}2\r\nbo\r\n`, "2\r\ndy\r\n0\r\n\r\n"], "body"],
        ["is empty", [sized(0)], ""],
        ["has as many bytes as are allowed", [`${sized(MOST)}0123456789`], "0123456789"],
    ];
    for (const [title, pieces, read] of cases) {
        it(`is read where it ${title}`, async () => {
            assert.equal(await new Reading().of(pieces), read);
        });
    }

    const tooBig = "the body is too big; allowed: 10 bytes; send less";
    it("is refused where it announces more bytes than are allowed", async () => {
        assert.equal(await new Reading().of([sized(MOST + 1)]), tooBig);
    });

    it("is refused where it has more bytes than are allowed, in one piece with its head or after it", async () => {
        const chunk = "b\r\n0123456789a\r\n0\r\n\r\n";
        assert.equal(await new Reading().of([chunked + chunk]), tooBig);
        assert.equal(await new Reading().of([chunked, chunk]), tooBig);
    });

    // Without a length that is announced, pieces alone tell how much there is.
    it("is refused where its pieces have more bytes together than are allowed, each of them fewer", async () => {
        const [first, second] = ["6\r\n012345\r\n", "6\r\n6789ab\r\n0\r\n\r\n"];
        assert.equal(await new Reading().of([chunked + first, second]), tooBig);
        assert.equal(await new Reading().of([chunked, first + second]), tooBig);
        assert.equal(await new Reading().of([chunked + first + second]), tooBig);
    });

    it("is refused where its sender ends the connection before it is whole", async () => {
        assert.equal(await new Reading().of([`${sized(4)}b`], true), "the body ended early; send it whole");
    });
});
