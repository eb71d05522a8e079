import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";

import { certificateMetric } from "../../../components/watch/certificates";
import type { GatePlace } from "../../../runtime/keeper/gate-files";
import { VerdictFollower, verdictOf } from "../../../runtime/keeper/verdict";
import { RenewedAgent } from "../../../runtime/renewed-agent";
import { screening } from "../../components/plan/screening";
import { type Identity, writeIdentity } from "../../support/certificates";
import { DnsServer } from "../../support/dns-server";
import { RegionGates } from "../../support/gates/region-gates";
import { until } from "../../support/until";
import { ask, folder } from "../model-server/server";
import { endPrograms, type Environment, Program } from "../program";

const name = "gates.screening-eu.svc.cluster.local";
const addresses = ["127.0.0.2", "127.0.0.3"] as const;
const silent = { info: () => undefined, error: () => undefined };

describe("the verdict of a watcher on another machine than its gates", function () {
    this.timeout(90_000);
    let gates: RegionGates;
    let dns: DnsServer;
    let server: Server;
    let watcher: Program;
    let environment: Environment;
    const following: VerdictFollower[] = [];
    const stops: (() => void)[] = [];
    /** Seconds that the certificate of the region's server is said to last. */
    let left = 86_400;

    before(async () => {
        [gates, dns] = await Promise.all([RegionGates.start(screening()), DnsServer.start()]);
        dns.set(name, addresses);
        const { serving, cell } = gates;
        const servers = `servers.${serving.host}`;
        server = createServer({ ...(await cell.issue({ hosts: [servers] })), requestCert: true }, (_, response) =>
            response.end(`${certificateMetric} ${Date.now() / 1000 + left}\n`),
        );
        await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
        const place = folder();
        const watch = {
            regions: serving.cell.regions,
            isDrained: false,
            gate: { noticedAfterMs: 0 },
            processes: [
                {
                    ...{ host: "127.0.0.1", port: (server.address() as AddressInfo).port, name: servers },
                    ...{ job: "model-server", instance: "one" },
                },
            ],
            ...{ stores: [], otherStores: [], releases: [], failbackAfterSeconds: 0, everySeconds: 0.2, logs: {} },
        };
        writeFileSync(join(place, "watch.json"), JSON.stringify(watch));
        const { cert, key, ca } = await writeIdentity(
            join(place, "tls"),
            await cell.issue({ hosts: [`watcher.${serving.host}`] }),
        );
        environment = {
            CELL: serving.cell.name,
            REGION: serving.region,
            WATCH: join(place, "watch.json"),
            ...{ PORT: "0", HEALTH_PORT: "0", TLS_CERT: cert, TLS_KEY: key, TLS_CA: ca },
            TLS_CLIENT_NAMES: `hands.${serving.cell.host}`,
            TLS_OBSERVER_NAMES: `hub.${serving.cell.host}`,
            ...{ GATES_HOST: name, GATES_PORT: String(gates.observedPort), GATES_NAME: serving.host },
            LOGS_AT: "kubectl logs -n screening-eu",
            NODE_OPTIONS: `--require ${resolve(__dirname, "dns-servers.cjs")}`,
            TEST_NAME_SERVER: dns.address,
        };
        watcher = new Program("watcher", environment);
        await watcher.event("listening");
        for (const address of addresses) await follow(await gates.run(address));
    });
    after(async () => {
        for (const stop of stops) stop();
        await endPrograms();
        server.closeAllConnections();
        server.close();
        dns.close();
        await gates.stop();
    });

    /** As the keeper beside a gate does, with the gate's certificate. */
    async function follow(place: GatePlace): Promise<void> {
        const { cell, serving } = gates;
        const files = await writeIdentity(folder(), await cell.issue({ hosts: [serving.cell.host, serving.host] }));
        const agent = new RenewedAgent(files, silent, "the watcher");
        const peer = { host: "127.0.0.1", port: watcher.port, name: `watcher.${serving.host}` };
        const follower = new VerdictFollower(place, verdictOf(peer, agent), silent);
        const stop = follower.run();
        following.push(follower);
        stops.push(() => {
            stop();
            agent.now.destroy();
        });
        await until("the gate has a verdict", () => follower.heard);
    }

    const untilAll = (path: string, status: number) =>
        until(`${path} of all gates is ${status}`, async () => {
            const all = await Promise.all(addresses.map(address => gates.status(address, path)));
            return all.every(one => one === status);
        });

    it("reaches all of them, and is lifted again", async () => {
        await untilAll("/region", 200);
        left = 5;
        await untilAll("/region", 503);
        await untilAll("/region/fallback", 200);
        left = 86_400;
        await untilAll("/region", 200);
    });

    async function statusFor(path: string, ...hosts: string[]): Promise<number | string> {
        const identity: Identity = await gates.cell.issue({ hosts });
        const servername = `watcher.${gates.serving.host}`;
        return new Promise(resolve => {
            const options = { host: "127.0.0.1", port: watcher.port, path, servername, agent: false, ...identity };
            const sent = request({ ...options, method: path === "/v1/logs" ? "POST" : "GET" }, answer => {
                answer.resume().on("end", () => {
                    resolve(answer.statusCode ?? 0);
                });
            });
            sent.on("error", () => {
                resolve("no connection");
            });
            sent.end();
        });
    }

    it("is for gates of its own region, which have no other right", async () => {
        const { host, cell } = gates.serving;
        const rights = [
            ["a gate of the region", [cell.host, host], { "/v1/verdict": 200, "/v1/region": 403, "/v1/logs": 403 }],
            ["a gate of another region", [cell.host, `eu-north.${cell.host}`], { "/v1/verdict": "no connection" }],
            ["the hub", [`hub.${cell.host}`], { "/v1/verdict": 403, "/v1/region": 200 }],
            ["an operator", [`hands.${cell.host}`], { "/v1/verdict": 403, "/v1/region": 200 }],
        ] as const;
        for (const [who, hosts, statuses] of rights) {
            for (const [path, status] of Object.entries(statuses)) {
                assert.equal(await statusFor(path, ...hosts), status, `${who}, ${path}`);
            }
        }
    });

    it("is there once the region has been looked at, as its health says without TLS", async () => {
        const { port } = await watcher.event("listening for health");
        assert.equal((await ask(port!, "/v2/health/ready")).status, 200);
    });

    it("stays with the gates while the watcher is away", async () => {
        left = 5;
        await untilAll("/region", 503);
        await watcher.kill();
        left = 86_400;
        await until("they have asked in vain", () => following.every(({ heard }) => !heard));
        await untilAll("/region", 503);
        watcher = new Program("watcher", { ...environment, PORT: String(watcher.port) });
        await untilAll("/region", 200);
    });

    it("is refused a file of paths that only a gate beside the watcher has, and log files", async () => {
        const place = folder();
        const file = join(place, "watch.json");
        const gate = { host: "", port: 1, name: "", admin: "a", verdict: "b", ending: "c", noticedAfterMs: 0 };
        const rest = { regions: [], isDrained: false, processes: [], stores: [], otherStores: [], releases: [] };
        const refusedFor = async (more: object) => {
            const watch = { ...rest, failbackAfterSeconds: 0, everySeconds: 2, logs: {}, ...more };
            writeFileSync(file, JSON.stringify(watch));
            const wrong = new Program("watcher", { ...environment, WATCH: file });
            assert.equal(await wrong.exit(), 2);
            return (await wrong.event("watch refused")).reason;
        };
        assert.match((await refusedFor({ gate }))!, /watch\.gate\.admin/);
        assert.match(
            (await refusedFor({ gate: { noticedAfterMs: 0 }, logs: { gate: "gate.log" } }))!,
            /watch\.logs.*LOGS_AT/s,
        );
    });
});
