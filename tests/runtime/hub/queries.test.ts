import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Agent, createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { userInfo } from "node:os";
import { Readable } from "node:stream";

import type { Hub } from "../../../runtime/hub/hub";
import { passOn, type Query, queryAt } from "../../../runtime/hub/queries";
import type { RenewedAgent } from "../../../runtime/renewed-agent";
import { authority } from "../../support/certificates";
import { freePort } from "../../support/free-port";

describe("a query that a hub hands on", () => {
    const query = { cell: "eu", region: "local:eu-west", what: "logs" } as const;
    const name = "watcher.eu-west.eu.test";
    let server: Server;
    let agent: Agent;
    let heard: { url?: string | undefined; body: string }[];

    before(async () => {
        const cell = await authority("cell eu");
        server = createServer({ ...(await cell.issue({ hosts: [name] })), requestCert: true }, (request, response) => {
            let body = "";
            request.setEncoding("utf8").on("data", (text: string) => (body += text));
            request.on("end", () => {
                heard.push({ url: request.url, body });
                response.writeHead(409).end('{"error":"no audit trail is kept"}');
            });
        });
        await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
        agent = new Agent(await cell.issue({ hosts: ["hub.eu.test"] }));
    });
    beforeEach(() => {
        heard = [];
    });
    after(() => {
        agent.destroy();
        server.close();
    });

    function ask(body: unknown, port = (server.address() as AddressInfo).port) {
        const watcher = { host: "127.0.0.1", port, name };
        const watcherOf = (cell: string) =>
            cell === "eu" ? { agent: { now: agent } as unknown as RenewedAgent, watcher } : undefined;
        const message = Object.assign(Readable.from([Buffer.from(JSON.stringify(body))]), {
            headers: { "content-type": "application/json" },
        }) as unknown as IncomingMessage;
        return { answer: (of: Query = query) => passOn(of, message, { watcherOf } as unknown as Hub) };
    }

    it("is known by its path", () => {
        assert.deepEqual(queryAt("/api/cells/eu/regions/local%3Aeu-west/logs"), query);
        assert.deepEqual(queryAt("/api/cells/eu/regions/local:eu-west/samples"), { ...query, what: "samples" });
        for (const other of ["/api/state", "/api/cells/eu/regions/%/logs", "/api/cells/eu/regions/a/b/logs", "/logs"]) {
            assert.equal(queryAt(other), undefined, other);
        }
    });

    it("reaches the region's watcher in the name of this account, and its answer comes back as it is, also a refusal", async () => {
        const wanted = { process: "gate", reason: "incident 12", contains: "x" };
        const account = userInfo().username;
        for (const [body, by] of [
            [wanted, account],
            [{ ...wanted, claimed: "ada@example.com" }, `ada@example.com (${account})`],
            [{ ...wanted, by: "mallory" }, account],
        ] as const) {
            heard = [];
            assert.deepEqual(await ask(body).answer(), { status: 409, text: '{"error":"no audit trail is kept"}' });
            assert.deepEqual(
                heard.map(({ url, body }) => [url, JSON.parse(body) as object]),
                [["/v1/logs", { ...wanted, by }]],
            );
        }
    });

    it("reaches no watcher where it is no object, where its claim is no name, and where there is no such region", async () => {
        for (const body of [[], null, { claimed: 1 }, { claimed: "a\nb" }]) {
            assert.equal((await ask(body).answer()).status, 400);
        }
        const { answer } = ask({ process: "gate" });
        assert.equal((await answer({ ...query, cell: "us" })).status, 404);
        assert.deepEqual(heard, []);
    });

    it("is answered where the watcher is gone", async () => {
        const { answer } = ask({ process: "gate" }, await freePort());
        assert.deepEqual(await answer(), {
            status: 503,
            text: '{"error":"the region\'s watcher does not answer; try again"}',
        });
    });
});
