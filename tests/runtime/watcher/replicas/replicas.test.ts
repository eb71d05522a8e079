import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";

import { sumOf } from "../../../../components/watch/metrics/samples";
import { RenewedAgent } from "../../../../runtime/renewed-agent";
import { Replicas } from "../../../../runtime/watcher/replicas/replicas";
import type { WatchedProcess } from "../../../../runtime/watcher/watch-file";
import { authority, type Authority, writeIdentity } from "../../../support/certificates";
import { folder } from "../../model-server/server";

const name = "servers.eu-west.eu.test";
const silent = { info: () => undefined, error: () => undefined };

/** A server of a release as its metrics show it. */
class Replica {
    requests = 0;
    lag = 0;
    status = 200;

    private constructor(
        readonly server: Server,
        readonly address: string,
        digest: string,
    ) {
        server.on("request", (_, response) => {
            if (response.destroyed) return;
            response
                .writeHead(this.status)
                .end(
                    "# TYPE meridian_inferences_total counter\n" +
                        `meridian_inferences_total{status="200"} ${this.requests}\n` +
                        "# TYPE meridian_inference_duration_seconds histogram\n" +
                        `meridian_inference_duration_seconds_bucket{le="+Inf"} ${this.requests}\n` +
                        `meridian_inference_duration_seconds_count ${this.requests}\n` +
                        "# TYPE meridian_store_lag_seconds gauge\n" +
                        `meridian_store_lag_seconds{table="features"} ${this.lag}\n` +
                        "# TYPE meridian_release_loaded gauge\n" +
                        `meridian_release_loaded{digest="${digest}"} 1\n`,
                );
        });
    }

    static async start(cell: Authority, address: string, port: number, digest = "sha256:a"): Promise<Replica> {
        const server = createServer({ ...(await cell.issue({ hosts: [name] })), requestCert: true });
        server.listen(port, address);
        await once(server, "listening");
        return new Replica(server, address, digest);
    }
}

describe("processes of which several run behind one name", () => {
    let cell: Authority;
    let agent: RenewedAgent;
    let one: Replica;
    let two: Replica;
    let process: WatchedProcess;
    let addresses: readonly string[];
    let replicas: Replicas;
    let later: number;

    before(async () => {
        cell = await authority("cell eu");
        agent = new RenewedAgent(await writeIdentity(folder(), await cell.issue()), silent, "a test");
    });
    beforeEach(async () => {
        one = await Replica.start(cell, "127.0.0.2", 0);
        const { port } = one.server.address() as AddressInfo;
        two = await Replica.start(cell, "127.0.0.3", port, "sha256:b");
        process = { host: "servers.svc", port, name, job: "model-server", instance: "m-1", replicas: true };
        later = 0;
        addresses = [one.address, two.address];
        const clocks = { steady: () => performance.now() + later, shared: Date.now };
        replicas = new Replicas(agent, clocks, () => ({ now: () => Promise.resolve({ addresses }) }));
    });
    afterEach(() => {
        replicas.keepOnly([]);
        for (const { server } of [one, two]) {
            server.closeAllConnections();
            server.close();
        }
    });

    it("count as one: counters are summed since the first look, and of gauges the most counts", async () => {
        [one.requests, two.requests] = [100, 50];
        await replicas.look(process);
        [one.requests, two.requests, two.lag] = [103, 51, 9];
        const { job, instance, samples = [], silent } = await replicas.look(process);
        assert.deepEqual([job, instance, silent], ["model-server", "m-1", undefined]);
        assert.equal(sumOf(samples, "meridian_inferences_total"), 4);
        assert.equal(sumOf(samples, "meridian_inference_duration_seconds_bucket"), 4);
        assert.equal(sumOf(samples, "meridian_store_lag_seconds"), 9);
    });

    it("show each artifact that one of them has loaded", async () => {
        const { samples = [] } = await replicas.look(process);
        const loaded = samples.filter(({ name }) => name === "meridian_release_loaded");
        assert.deepEqual(loaded.map(({ labels }) => labels.digest).sort(), ["sha256:a", "sha256:b"]);
    });

    it("count without one that refuses its metrics, which is named", async () => {
        await replicas.look(process);
        [one.requests, two.requests, two.status] = [1, 10, 503];
        const { samples = [], silent } = await replicas.look(process);
        assert.equal(sumOf(samples, "meridian_inferences_total"), 1);
        assert.equal(silent, "1 of 2 do not answer: 127.0.0.3 (status 503)");
    });

    it("lose no count when one of them restarts, and name the one that does not answer", async () => {
        await replicas.look(process);
        one.requests = 10;
        await replicas.look(process);
        one.requests = 2;
        two.server.closeAllConnections();
        two.server.close();
        const { samples = [], silent } = await replicas.look(process);
        assert.equal(sumOf(samples, "meridian_inferences_total"), 12);
        assert.equal(silent, "1 of 2 do not answer: 127.0.0.3 (ECONNREFUSED)");
    });

    it("have told nothing where none answers", async () => {
        addresses = [];
        const { samples, silent } = await replicas.look(process);
        assert.deepEqual([samples, silent], [undefined, "DNS has no address for servers.svc"]);
    });

    it("are asked with the watcher's certificate, over a connection that is recreated each minute", async () => {
        let handshakes = 0;
        one.server.on("secureConnection", (socket: TLSSocket) => {
            assert.ok(socket.getPeerCertificate().fingerprint256);
            handshakes += 1;
        });
        await replicas.look(process);
        await replicas.look(process);
        assert.equal(handshakes, 1);
        later = 60_001;
        await replicas.look(process);
        assert.equal(handshakes, 2);
    });

    it("are asked again where a connection has just ended", async () => {
        await replicas.look(process);
        one.server.prependOnceListener("request", (_, response: ServerResponse) => response.destroy());
        assert.equal((await replicas.look(process)).silent, undefined);
    });

    it("start again where others are watched by the name", async () => {
        await replicas.look(process);
        one.requests = 10;
        replicas.keepOnly([]);
        const { samples = [] } = await replicas.look(process);
        assert.equal(sumOf(samples, "meridian_inferences_total"), 0);
    });
});
