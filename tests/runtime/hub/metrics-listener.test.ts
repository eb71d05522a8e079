import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";

import { lookedMetric } from "../../../components/watch/metrics/alerting";
import { parseMetrics } from "../../../components/watch/metrics/text";
import { authority, type Authority, type Identity, writeIdentity } from "../../support/certificates";
import { until } from "../../support/until";
import { ask, folder } from "../model-server/server";
import { endPrograms, Program } from "../program";

const name = "hub.par.eu.screening.example";
const observer = "prometheus.par.eu.screening.example";

describe("a hub with metrics at a port of their own", function () {
    this.timeout(60_000);
    let cell: Authority;
    let hub: Program;
    let port: number;

    before(async () => {
        cell = await authority("cell");
        const place = folder();
        const file = (name: string) => join(place, name);
        const empty = { service: "screening", limits: {}, anomalies: false, everySeconds: 1, cells: [] };
        writeFileSync(file("hub.json"), JSON.stringify({ ...empty, drills: file("drills") }));
        const { cert, key, ca } = await writeIdentity(file("tls"), await cell.issue({ hosts: [name] }));
        hub = new Program("hub", {
            HUB: file("hub.json"),
            SOCKET: file("run/socket"),
            KEY: file("run/key"),
            MEMORY: file("memory.json"),
            PORT: "0",
            METRICS_HOST: "0.0.0.0",
            METRICS_PORT: "0",
            TLS_CERT: cert,
            TLS_KEY: key,
            TLS_CA: ca,
            TLS_OBSERVER_NAMES: observer,
        });
        port = (await hub.event("listening for metrics")).port!;
        await hub.event("listening");
    });
    after(endPrograms);

    /** The status, or the code of the error where no TLS comes about. */
    function get(path: string, { identity, method = "GET" }: { identity?: Identity; method?: string } = {}) {
        return new Promise<{ readonly status: number | string; readonly text: string }>(resolve => {
            const sent = request(
                {
                    ...{ host: "127.0.0.1", port, path, method, agent: false, servername: name, ca: cell.ca },
                    ...(identity && { cert: identity.cert, key: identity.key }),
                },
                answer => {
                    const chunks: Buffer[] = [];
                    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
                    answer.on("end", () => {
                        resolve({ status: answer.statusCode!, text: Buffer.concat(chunks).toString() });
                    });
                },
            );
            sent.on("error", () => {
                resolve({ status: "refused", text: "" });
            });
            sent.end();
        });
    }

    it("gives them to observers, and refuses connections of all others", async () => {
        const identity = await cell.issue({ hosts: [observer] });
        const { status, text } = await get("/metrics", { identity });
        assert.equal(status, 200);
        const { samples } = parseMetrics(text);
        assert.ok(samples.some(({ labels }) => labels.job === "hub"));
        const looked = samples.find(({ name }) => name === lookedMetric)!.value * 1000;
        await until("it has looked again", async () => {
            const { samples } = parseMetrics((await get("/metrics?any=1", { identity })).text);
            return samples.find(({ name }) => name === lookedMetric)!.value * 1000 > looked;
        });
        assert.ok(Math.abs(Date.now() - looked) < 60_000);
        const others = [
            await cell.issue({ hosts: ["gate.par.eu.screening.example"] }),
            await (await authority("strangers")).issue({ hosts: [observer] }),
            undefined,
        ];
        for (const identity of others) {
            assert.equal((await get("/metrics", identity && { identity })).status, "refused");
        }
    });

    it("has neither its page, its state nor its commands there, for whomever", async () => {
        const identity = await cell.issue({ hosts: [observer] });
        const paths = ["/", "/live", "/api/state", "/api/events", "/?ticket=any", "/metrics/"];
        const statuses = paths.map(async path => (await get(path, { identity })).status);
        assert.deepEqual(
            await Promise.all(statuses),
            paths.map(() => 404),
        );
        assert.equal((await get("/metrics", { identity, method: "POST" })).status, 405);
    });

    it("has its own port without TLS, on the loopback interface", async () => {
        const { address, tls } = hub.events("listening")[0]!;
        assert.deepEqual([address, tls], ["127.0.0.1", "off"]);
        assert.equal((await ask(hub.port, "/live")).status, 200);
    });
});
