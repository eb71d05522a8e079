import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";

import { certificateMetric } from "../../../components/watch/certificates";
import { parseMetrics } from "../../../components/watch/metrics/text";
import { authority, type Authority, type Identity, writeIdentity } from "../../support/certificates";
import { until } from "../../support/until";
import { ask, folder } from "../model-server/server";
import { endPrograms, Program } from "../program";

const name = "hub.screening.example";
const observer = "prometheus.screening.example";

interface Reply {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly text: string;
}

describe("a hub behind TLS", function () {
    this.timeout(60_000);
    let operators: Authority;
    let place: string;
    let hub: Program;

    before(async () => {
        operators = await authority("operators");
        place = folder();
        const file = (name: string) => join(place, name);
        const empty = { service: "screening", limits: {}, anomalies: false, everySeconds: 1, cells: [] };
        writeFileSync(file("hub.json"), JSON.stringify({ ...empty, drills: file("drills") }));
        const { cert, key, ca } = await writeIdentity(file("tls"), await operators.issue({ hosts: [name] }));
        hub = new Program("hub", {
            HUB: file("hub.json"),
            SOCKET: file("run/socket"),
            KEY: file("run/key"),
            MEMORY: file("memory.json"),
            // Every address of the machine, and so also those that are not of the loopback interface.
            HOST: "0.0.0.0",
            PORT: "0",
            HEALTH_PORT: "0",
            TLS_CERT: cert,
            TLS_KEY: key,
            TLS_CA: ca,
            TLS_OBSERVER_NAMES: observer,
        });
        await hub.event("listening");
    });
    after(endPrograms);

    interface Asking {
        readonly host?: string;
        readonly headers?: Record<string, string>;
        readonly identity?: Identity;
    }

    function get(path: string, { host = name, headers = {}, identity }: Asking = {}): Promise<Reply> {
        return new Promise((resolve, reject) => {
            const sent = request(
                {
                    ...{ host: "127.0.0.1", port: hub.port, path, agent: false, servername: name, ca: operators.ca },
                    ...(identity && { cert: identity.cert, key: identity.key }),
                    headers: { host: `${host}:${hub.port}`, ...headers },
                },
                answer => {
                    const chunks: Buffer[] = [];
                    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
                    answer.on("end", () => {
                        const { statusCode = 0, headers } = answer;
                        resolve({ status: statusCode, headers, text: Buffer.concat(chunks).toString() });
                    });
                },
            );
            sent.on("error", reject);
            sent.end();
        });
    }

    function newTicket(): Promise<string> {
        return new Promise((resolve, reject) => {
            const socketPath = join(place, "run", "socket");
            const sent = plainRequest({ socketPath, path: "/api/tickets", method: "POST" }, answer => {
                answer.on("data", (chunk: Buffer) => {
                    resolve((JSON.parse(chunk.toString()) as { ticket: string }).ticket);
                });
            });
            sent.on("error", reject);
            sent.end();
        });
    }

    it("speaks TLS 1.3, and 1.2 at least", async () => {
        const protocolOf = async (maxVersion: "TLSv1.1" | "TLSv1.2" | "TLSv1.3") => {
            const options = { host: "127.0.0.1", port: hub.port, servername: name, ca: operators.ca, maxVersion };
            const socket: TLSSocket = connect({ ...options, minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" });
            try {
                await once(socket, "secureConnect");
                return socket.getProtocol();
            } catch {
                return "refused";
            } finally {
                socket.destroy();
            }
        };
        assert.deepEqual(await Promise.all((["TLSv1.3", "TLSv1.2", "TLSv1.1"] as const).map(protocolOf)), [
            "TLSv1.3",
            "TLSv1.2",
            "refused",
        ]);
    });

    it("gives a session for this host and for TLS alone, which opens the page", async () => {
        assert.equal((await get("/")).status, 401);
        const { status, headers } = await get(`/?ticket=${await newTicket()}`);
        const [cookie = ""] = headers["set-cookie"] as string[];
        assert.equal(status, 303);
        assert.match(cookie, /^__Host-meridian-hub-\w{8}=[\w-]{32}; Secure; HttpOnly; SameSite=Strict; Path=\/; /);
        const page = await get("/", { headers: { cookie: cookie.split(";")[0]! } });
        assert.equal(page.status, 200);
        assert.equal(page.headers["strict-transport-security"], "max-age=31536000");
    });

    it("has browsers insist on TLS for its name, and for no server of their own machine", async () => {
        for (const host of ["127.0.0.1", "localhost"]) {
            const { status, headers } = await get("/live", { host });
            assert.deepEqual([status, headers["strict-transport-security"]], [200, undefined]);
        }
    });

    it("answers by the names of its certificate, and by no other", async () => {
        const statuses = ["rebound.example", "10.0.0.1", ""].map(async host => (await get("/live", { host })).status);
        assert.deepEqual(await Promise.all(statuses), [421, 421, 421]);
    });

    it("lets its key and certificates of observers read metrics, and no certificate read more", async () => {
        const certificates = [
            await operators.issue({ hosts: [observer] }),
            await operators.issue({ hosts: ["other.screening.example"] }),
            await (await authority("strangers")).issue({ hosts: [observer] }),
        ];
        const statuses = certificates.map(async identity => (await get("/metrics", { identity })).status);
        assert.deepEqual(await Promise.all(statuses), [200, 401, 401]);
        assert.equal((await get("/api/state", { identity: certificates[0]! })).status, 401);
        const authorization = `Bearer ${readFileSync(join(place, "run", "key"), "utf8").trim()}`;
        const { status, text } = await get("/metrics", { headers: { authorization } });
        assert.equal(status, 200);
        const ends = parseMetrics(text).samples.find(sample => sample.name === certificateMetric)?.value;
        assert.ok(ends! > Date.now() / 1000);
        assert.equal(statSync(join(place, "run", "key")).mode & 0o777, 0o600);
    });

    it("says on a port of its own whether it lives and is ready", async () => {
        const { port } = await hub.event("listening for health");
        await until("it is ready", async () => (await ask(port!, "/v2/health/ready")).status === 200);
        const { status, text } = await ask(port!, "/v2/health/live");
        assert.deepEqual([status, text, (await ask(port!, "/api/state")).status], [200, "", 404]);
    });

    it("presents a renewed certificate, and answers by its names, without a restart", async () => {
        const renewed = "hub.other.example";
        await writeIdentity(join(place, "tls"), await operators.issue({ hosts: [name, renewed] }));
        await hub.event("certificates reloaded");
        const socket = connect({ host: "127.0.0.1", port: hub.port, servername: renewed, ca: operators.ca });
        await once(socket, "secureConnect");
        assert.match(new X509Certificate(socket.getPeerCertificate().raw).subjectAltName ?? "", /hub\.other\.example/);
        socket.destroy();
        assert.equal((await get("/live", { host: renewed })).status, 200);
    });
});
