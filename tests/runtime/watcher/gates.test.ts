import assert from "node:assert/strict";
import { once } from "node:events";
import { promises } from "node:dns";
import { createServer } from "node:https";
import { join } from "node:path";

import { certificateMetric } from "../../../components/watch/certificates";
import { sumOf } from "../../../components/watch/metrics/samples";
import { parseMetrics } from "../../../components/watch/metrics/text";
import { RenewedAgent } from "../../../runtime/renewed-agent";
import { Addresses } from "../../../runtime/watcher/replicas/addresses";
import { GatesByName } from "../../../runtime/watcher/gates/by-name";
import type { GatesSeen } from "../../../runtime/watcher/gates/gates";
import { screening } from "../../components/plan/screening";
import { writeIdentity } from "../../support/certificates";
import { DnsServer } from "../../support/dns-server";
import { RegionGates } from "../../support/gates/region-gates";
import { until } from "../../support/until";
import { folder } from "../model-server/server";

const name = "gates.screening-eu.svc.cluster.local";
const [first, second, third, stranger] = ["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"] as const;
const silent = { info: () => undefined, error: () => undefined };

describe("the gates of a region, watched over the network", function () {
    this.timeout(90_000);
    let gates: RegionGates;
    let dns: DnsServer;
    let watched: GatesByName;
    let sent = 0;
    let begun = 0;

    const agentOf = async (place: string, ...hosts: string[]) =>
        new RenewedAgent(await writeIdentity(place, await gates.cell.issue({ hosts })), silent, "gates");
    const watchedBy = (agent: RenewedAgent) => {
        const resolver = new promises.Resolver({ timeout: 1_000, tries: 1 });
        resolver.setServers([dns.address]);
        const at = { host: name, port: gates.observedPort, name: gates.serving.host };
        return new GatesByName(at, agent, new Addresses(name, [name => resolver.resolve4(name)]));
    };

    before(async () => {
        [gates, dns] = await Promise.all([RegionGates.start(screening()), DnsServer.start()]);
        await Promise.all([first, second].map(address => gates.run(address)));
        // Before it is watched: of a time that is not known.
        await gates.infer(first, 3);
        await until("durations of that are counted", async () => {
            const { samples } = parseMetrics(await gates.admin(first).get("/stats/prometheus?filter=gate.request"));
            return sumOf(samples, "envoy_gate_request_duration_count") === 3;
        });
        dns.set(name, [first, second]);
        begun = performance.now();
        watched = watchedBy(await agentOf(folder(), `watcher.${gates.serving.host}`));
        assert.deepEqual(counted(await watched.look()), { requests: 0, gates: 2, answering: 2 });
    });
    after(async () => {
        dns.close();
        await gates.stop();
    });

    function counted({ scraped: { samples = [] } }: GatesSeen) {
        return {
            requests: sumOf(samples, "envoy_gate_requests"),
            gates: sumOf(samples, "meridian_gates"),
            answering: sumOf(samples, "meridian_gates_answering"),
        };
    }
    const infer = async (address: string, times: number) => {
        await gates.infer(address, times);
        sent += times;
    };

    it("count as one, which is ready", async () => {
        await infer(first, 4);
        await infer(second, 2);
        const seen = await watched.look();
        assert.deepEqual(counted(seen), { requests: sent, gates: 2, answering: 2 });
        assert.deepEqual([seen.isReady, seen.scraped.silent], [true, undefined]);
        const { samples = [] } = seen.scraped;
        assert.ok(sumOf(samples, certificateMetric) > Date.now() / 1000);
        assert.ok(sumOf(samples, "envoy_server_memory_allocated") > 1_000_000);
        // Envoy counts durations once a second.
        await until("their durations are counted", async () => {
            const { samples = [] } = (await watched.look()).scraped;
            return sumOf(samples, "envoy_gate_request_duration_count") === sent;
        });
    });

    it("are ready without one of them, which is named, and lose nothing of what it counted", async () => {
        await gates.kill(first);
        const seen = await watched.look();
        assert.deepEqual(counted(seen), { requests: sent, gates: 2, answering: 1 });
        assert.equal(seen.isReady, true);
        assert.equal(seen.scraped.silent, `1 of 2 do not answer: ${first} (ECONNREFUSED)`);
        await gates.run(first);
        await infer(first, 5);
        await infer(second, 1);
        assert.deepEqual(counted(await watched.look()), { requests: sent, gates: 2, answering: 2 });
    });

    it("count in full what one has answered that DNS has later", async () => {
        // Its uptime is the difference of two whole seconds, and up to a second old: so it surely has started since the others are watched.
        await until("they are watched for three seconds", () => performance.now() - begun > 3_500);
        await gates.run(third);
        await infer(third, 6);
        dns.set(name, [first, second, third]);
        assert.deepEqual(counted(await watched.look()), { requests: sent, gates: 3, answering: 3 });
    });

    it("count what one still answers that DNS has no longer, until it has ended", async () => {
        dns.set(name, [first, second]);
        await watched.look();
        await infer(third, 3);
        assert.deepEqual(counted(await watched.look()), { requests: sent, gates: 2, answering: 2 });
        await gates.kill(third);
        const seen = await watched.look();
        assert.deepEqual([counted(seen), seen.scraped.silent], [{ requests: sent, gates: 2, answering: 2 }, undefined]);
    });

    it("are read on while DNS does not answer, which is said", async () => {
        dns.state = "silent";
        await infer(second, 1);
        const seen = await watched.look();
        dns.state = "answering";
        assert.deepEqual(counted(seen), { requests: sent, gates: 2, answering: 2 });
        assert.equal(seen.scraped.silent, `DNS does not answer for ${name} (ETIMEOUT), so the addresses before count`);
    });

    it("do not count one that answers by another name than the region's", async () => {
        const other = await gates.cell.issue({ hosts: ["eu-north.eu.screening.example", gates.serving.cell.host] });
        const server = createServer(other, (_, response) => response.end("envoy_gate_requests 1000\n"));
        server.listen(gates.observedPort, stranger);
        await once(server, "listening");
        dns.set(name, [first, stranger]);
        const seen = await watched.look();
        dns.set(name, [first, second]);
        server.close();
        assert.deepEqual(counted(seen), { requests: sent, gates: 2, answering: 1 });
        assert.equal(seen.scraped.silent, `1 of 2 do not answer: ${stranger} (ERR_TLS_CERT_ALTNAME_INVALID)`);
    });

    it("answer the region's watcher alone, by its certificate, which is read again when it is renewed", async () => {
        const place = join(folder(), "tls");
        const agent = await agentOf(place, "hub.eu.screening.example");
        const stranger = watchedBy(agent);
        const refused = await stranger.look();
        assert.deepEqual([refused.isReady, refused.scraped.samples], [false, undefined]);
        assert.match(refused.scraped.silent!, /^2 of 2 do not answer: /);
        await writeIdentity(place, await gates.cell.issue({ hosts: [`watcher.${gates.serving.host}`] }));
        await until("it is admitted", async () => (await stranger.look()).isReady);
    });

    it("offer nothing of their administration beside statistics", async () => {
        const identity = await gates.cell.issue({ hosts: [`watcher.${gates.serving.host}`] });
        const asked: readonly (readonly [method: string, path: string])[] = [
            ["POST", "/quitquitquit"],
            ["GET", "/config_dump"],
            ["GET", "/certs"],
            ["POST", "/stats/prometheus"],
            ["GET", "/stats/prometheus/../../config_dump"],
            ["GET", "/stats/prometheus%2f..%2f..%2fconfig_dump"],
            ["GET", "//config_dump"],
        ];
        for (const [method, path] of asked) {
            assert.equal(await gates.observed(first, identity, method, path), 404, `${method} ${path}`);
        }
        assert.equal(await gates.observed(first, identity, "GET", "/stats/prometheus"), 200);
    });

    it("are not ready where none has its servers, and not known where none answers", async () => {
        for (const server of gates.servers) server.ready = false;
        await until("none is ready", async () => !(await watched.look()).isReady);
        assert.deepEqual(counted(await watched.look()), { requests: sent, gates: 2, answering: 2 });
        await Promise.all([first, second].map(address => gates.kill(address)));
        const seen = await watched.look();
        assert.deepEqual([seen.isReady, seen.scraped.samples], [false, undefined]);
        dns.set(name, []);
        assert.equal((await watched.look()).scraped.silent, `DNS has no address for ${name}`);
    });
});
