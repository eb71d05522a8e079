import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { Recorder } from "../../cli/drill/recorder";
import { Traffic } from "../../cli/drill/traffic";
import type { RunningCell, RunningStack } from "../../components/watch/drills/operations";
import { authority, type Identity } from "../support/certificates";
import { until } from "../support/until";

const host = "eu.example";
const cities = ["Berlin", "Lisbon"] as const;
type City = (typeof cities)[number];
const regions: Readonly<Record<City, string>> = { Berlin: "local:eu-west", Lisbon: "local:eu-south" };

describe("the requests of a drill", () => {
    let identity: Identity;
    let directory: string;
    let servers: Map<City, Server>;
    /** Requests as they came, by point of presence. */
    let received: { readonly city: City; readonly request: string; readonly subject: string; readonly token: string }[];
    let items: Map<string, object>;
    let traffic: Traffic | undefined;
    /** Answers that are held back, where they are. */
    let held: (() => void)[] | undefined;

    before(async () => {
        identity = await (await authority("cell eu")).issue({ hosts: [host] });
        directory = mkdtempSync(path.join(tmpdir(), "meridian-traffic-"));
        writeFileSync(path.join(directory, "ca.crt"), identity.ca);
    });
    after(() => {
        rmSync(directory, { recursive: true });
    });
    beforeEach(async () => {
        received = [];
        held = undefined;
        items = new Map();
        servers = new Map();
        for (const city of cities) {
            const server = createServer(identity, (request, response) => {
                let body = "";
                request.setEncoding("utf8").on("data", (piece: string) => (body += piece));
                request.on("end", () => {
                    const { headers, method = "", url = "" } = request;
                    const { authorization = "", "x-subject": subject = "" } = headers;
                    received.push({
                        city,
                        request: `${method} ${url}`,
                        subject: String(subject),
                        token: authorization,
                    });
                    response.setHeader("x-meridian-region", regions[city]);
                    response.setHeader("x-meridian-version", "1.0.0");
                    const [place = ""] = url.split("?");
                    if (method === "PUT") items.set(place, JSON.parse(body) as object);
                    if (method === "DELETE") items.delete(place);
                    const keys = method === "POST" ? (JSON.parse(body) as { keys: { key: string }[] }).keys : [];
                    const answer = JSON.stringify({
                        item: items.get(place),
                        items: keys.map(({ key }) => ({ item: items.get(`/v1/tables/items/${key}`) })),
                    });
                    const end = () => response.end(answer);
                    if (held === undefined) end();
                    else held.push(end);
                });
            });
            await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
            servers.set(city, server);
        }
    });
    afterEach(async () => {
        await traffic?.clear();
        traffic = undefined;
        for (const server of servers.values()) {
            server.closeAllConnections();
            server.close();
        }
    });

    function cell(more: Partial<RunningCell> = {}): RunningCell {
        const points = cities.map(city => {
            const { port } = servers.get(city)!.address() as AddressInfo;
            return { city, host: "127.0.0.1", port };
        });
        return {
            ...{ name: "eu", host, authority: path.join(directory, "ca.crt"), regions: [], points, tables: [] },
            asks: { token: false, certificate: false },
            models: [{ name: "m", versions: ["1.0.0"], samples: [], sticky: { kind: "header", name: "x-subject" } }],
            ...more,
        };
    }
    async function begun(of: RunningCell, perSecond: number): Promise<Traffic> {
        const asking = { id: "run", perSecond, samples: undefined, token: "t" };
        traffic = await Traffic.begin({ cells: [of] } as unknown as RunningStack, of, new Recorder(), asking);
        return traffic;
    }

    it("come in with each subject at one point after the other, by the token", async () => {
        const { asked } = await begun(cell(), 400);
        assert.deepEqual(asked, []);
        // What is answered while all is well is learned at the first point.
        const learned = received.length;
        assert.deepEqual([...new Set(received.map(({ city }) => city))], ["Berlin"]);
        const pointsOf = (subject: string) =>
            received.slice(learned).flatMap(one => (one.subject === subject ? [one.city] : []));
        await until("each subject has come three times", () => received.length >= learned + 300);
        await traffic!.finish();
        assert.deepEqual(pointsOf("drill-run-0").slice(0, 3).sort(), ["Berlin", "Berlin", "Lisbon"]);
        assert.deepEqual(pointsOf("drill-run-1").slice(0, 3).sort(), ["Berlin", "Lisbon", "Lisbon"]);
        assert.ok(received.every(({ request, token }) => request === "GET /v2/models/m" && token === "Bearer t"));
        const found = traffic!.asked;
        assert.equal(found.length, received.length - learned);
        assert.ok(
            found.every(
                ({ isRight, kind, region, status }) => isRight && kind === "inference" && status === 200 && region,
            ),
        );
        assert.deepEqual(await traffic!.readBack(), []);
    });

    it("have all their answers once they have ended, also those that come late", async () => {
        await begun(cell(), 400);
        const learned = received.length;
        const late: (() => void)[] = [];
        held = late;
        await until("some wait for their answers", () => late.length >= 3);
        setTimeout(() => {
            held = undefined;
            for (const answer of late) answer();
        }, 100);
        await traffic!.finish();
        assert.equal(held, undefined);
        assert.equal(traffic!.asked.length, received.length - learned);
    });

    it("say which region answers at each point, and at which none does", async () => {
        const of = cell();
        const several = of.points.map((point, i) => ({ ...point, ...(i === 0 && { leadsToSeveral: true }) }));
        const traffic = await begun({ ...of, points: several }, 1);
        assert.deepEqual(await traffic.answering(), { eu: { Berlin: "a region", Lisbon: regions.Lisbon } });
        servers.get("Lisbon")!.closeAllConnections();
        servers.get("Lisbon")!.close();
        assert.deepEqual(await traffic.answering(), { eu: { Berlin: "a region", Lisbon: undefined } });
    });

    it("write into the first table of the cell, read back what was acknowledged, and take it away", async () => {
        const traffic = await begun(cell({ tables: [{ name: "items", partitionKey: "id" }] }), 1);
        await until("it has written three times", () => items.size >= 3);
        await traffic.finish();
        const kinds = new Set(traffic.asked.map(({ kind }) => kind));
        assert.deepEqual([...kinds].sort(), ["inference", "read", "write"]);
        const acknowledged = await traffic.readBack();
        assert.deepEqual(
            acknowledged.map(({ cell, isThere }) => [cell, isThere]),
            Array.from({ length: items.size }, () => ["eu", true]),
        );
        await traffic.clear();
        assert.deepEqual([...items.keys()], []);
    });
});
