import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { TLSSocket } from "node:tls";

import type { StackFiles } from "../../../../../components/adapters/local/operations/stack-files";
import { askWatchers, tellWatchers } from "../../../../../components/adapters/local/operations/watchers";
import { authority, type Identity } from "../../../../support/certificates";

const regions = ["local:eu-west", "local:eu-central"] as const;
const [west, central] = regions;
type Region = (typeof regions)[number];

interface Received {
    readonly region: Region;
    readonly request: string;
    readonly body: unknown;
    /** The name in the certificate that was presented. */
    readonly by: string;
}

describe("the watchers of a stack of this machine, by an operator", () => {
    let operator: Identity;
    let server: Identity;
    let root: string;
    let servers: Map<Region, Server>;
    let received: Received[];
    /** What each watcher says of its region. */
    let seen: Record<Region, object>;
    /** What each answers to a change. */
    let changes: Record<Region, readonly [status: number, body: object]>;

    before(async () => {
        const cell = await authority("cell eu");
        server = await cell.issue({ hosts: regions.map(nameOf) });
        operator = await cell.issue({ hosts: ["hands.eu.example"] });
    });
    beforeEach(async () => {
        const serving = { isReady: true, verdict: { kind: "serving" } };
        seen = { [west]: serving, [central]: serving };
        changes = { [west]: [200, { changed: true }], [central]: [200, { changed: true }] };
        received = [];
        servers = new Map();
        root = mkdtempSync(path.join(tmpdir(), "meridian-watchers-"));
        mkdirSync(path.join(root, "hands"));
        for (const [file, text] of [
            ["tls.crt", operator.cert],
            ["tls.key", operator.key],
            ["ca.crt", operator.ca],
        ] as const) {
            writeFileSync(path.join(root, "hands", file), text);
        }
        for (const region of regions) {
            const watcher = createServer({ ...server, requestCert: true }, (request, response) => {
                let text = "";
                request.setEncoding("utf8").on("data", (piece: string) => (text += piece));
                request.on("end", () => {
                    const { method = "", url = "" } = request;
                    const { socket } = request;
                    assert.ok(socket instanceof TLSSocket);
                    const by = socket.getPeerCertificate().subjectaltname ?? "";
                    const body = text === "" ? undefined : (JSON.parse(text) as unknown);
                    received.push({ region, request: `${method} ${url}`, body, by });
                    const [status, answer] = method === "GET" ? [200, seen[region]] : changes[region];
                    response.writeHead(status).end(JSON.stringify(answer));
                });
            });
            await new Promise<void>(resolve => watcher.listen(0, "127.0.0.1", resolve));
            servers.set(region, watcher);
        }
    });
    afterEach(() => {
        for (const one of servers.values()) {
            one.closeAllConnections();
            one.close();
        }
        rmSync(root, { recursive: true });
    });

    function nameOf(region: string): string {
        return `watcher.${region.slice("local:".length)}.eu.example`;
    }

    function stack(more: object = { store: {} }): StackFiles {
        const cell = {
            name: "eu",
            hands: { directory: "hands" },
            regions: regions.map(region => {
                const { port } = servers.get(region)!.address() as AddressInfo;
                return { region, watcher: { host: "127.0.0.1", port, name: nameOf(region) } };
            }),
            ...more,
        };
        return { root, watched: { cells: [cell] } } as unknown as StackFiles;
    }
    const byHand = (what: "evacuate" | "return", region: Region = west, of = stack()) =>
        askWatchers(of, { cell: "eu", region, by: "ada" }, what);
    const posted = () => received.filter(({ request }) => request.startsWith("POST"));

    it("of the region take it out of traffic, by the operator's certificate and in the operator's name", async () => {
        assert.equal(await byHand("evacuate", central), true);
        const [{ by, ...first } = {} as Received, ...others] = posted();
        assert.deepEqual(first, {
            ...{ region: central, request: "POST /v1/evacuate" },
            body: { region: central, by: "ada" },
        });
        assert.match(by, /DNS:hands\.eu\.example/);
        assert.deepEqual(others, []);
    });

    it("return whether anything has changed", async () => {
        changes[west] = [200, { changed: false }];
        assert.equal(await byHand("return"), false);
        assert.equal(posted()[0]?.request, "POST /v1/return");
    });

    for (const [title, other] of [
        ["is not ready", { isReady: false, verdict: { kind: "serving" } }],
        ["is withdrawn", { isReady: true, verdict: { kind: "withdrawn" } }],
        ["has no verdict", { isReady: true }],
    ] as const) {
        it(`take no region out where the only other one ${title}`, async () => {
            seen[central] = other;
            await assert.rejects(byHand("evacuate"), {
                name: "Error",
                message:
                    "local:eu-west can't be evacuated: no other region of cell eu says that it serves now; see `npx meridian hub`",
            });
            assert.deepEqual(posted(), []);
        });
    }

    it("take no region out if the watcher of the only other one does not answer, and return one nevertheless", async () => {
        const lost = stack();
        servers.get(central)!.close();
        await assert.rejects(byHand("evacuate", west, lost), /no other region of cell eu says that it serves now/);
        assert.deepEqual(posted(), []);
        assert.equal(await byHand("return", west, lost), true);
    });

    it("of other regions do it where the region's own has no way to the store, or does not answer", async () => {
        changes[west] = [503, { error: "the cell's store does not answer" }];
        assert.equal(await byHand("return"), true);
        assert.deepEqual(
            posted().map(({ region, body }) => [region, body]),
            [west, central].map(region => [region, { region: west, by: "ada" }]),
        );
        const lost = stack();
        servers.get(west)!.close();
        assert.equal(await byHand("return", west, lost), true);
        changes[central] = [503, { error: "the cell's store does not answer" }];
        await assert.rejects(byHand("return", west, lost), {
            message: "local:eu-west can't be brought back: the cell's store does not answer",
        });
    });

    it("are not called in turn where one refuses: another would refuse as well", async () => {
        changes[west] = [409, { error: "no other region of the cell would be left to serve" }];
        await assert.rejects(byHand("evacuate"), {
            message: "local:eu-west can't be evacuated: no other region of the cell would be left to serve",
        });
        await assert.rejects(byHand("return"), {
            message: "local:eu-west can't be brought back: no other region of the cell would be left to serve",
        });
        assert.deepEqual(
            posted().map(({ region }) => region),
            [west, west],
        );
    });

    it("are not called of a cell without a store, and of one that is not there", async () => {
        await assert.rejects(
            byHand("evacuate", west, stack({ store: undefined })),
            /cell eu has no store, .*routing\.drain/,
        );
        const other = { cell: "us", region: west, by: "ada" };
        await assert.rejects(askWatchers(stack(), other, "evacuate"), { message: "there is no cell us" });
        assert.deepEqual(received, []);
    });

    it("hear of all regions that it is a rehearsal, also where one of them is lost", async () => {
        await tellWatchers(stack(), 90);
        assert.deepEqual(
            posted()
                .map(({ region, request, body }) => [region, request, body])
                .sort(),
            [...regions].sort().map(region => [region, "POST /v1/rehearsal", { seconds: 90 }]),
        );
        const lost = stack();
        servers.get(west)!.close();
        await tellWatchers(lost, 0);
        assert.deepEqual(posted().at(-1), { ...posted().at(-1), region: central, body: { seconds: 0 } });
    });
});
