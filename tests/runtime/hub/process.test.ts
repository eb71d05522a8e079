import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer, request, type RequestOptions } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";

import { parseMetrics } from "../../../components/watch/metrics/text";
import type { ServiceState } from "../../../components/watch/state";
import type { Memory } from "../../../runtime/hub/memory";
import { authority, type Authority } from "../../support/certificates";
import { MovedClock } from "../../support/clock/moved";
import { until } from "../../support/until";
import { folder } from "../model-server/server";
import { endPrograms, Program } from "../program";

/** What a watcher answers, and its callers by name. */
class ScriptedWatcher {
    wrong: Record<string, string> = {};
    verdict = { kind: "serving", reasons: [] as string[] };
    requests = 0;
    /** Of clients, in addition. */
    perSecond = 0;
    private readonly began = performance.now();
    silent = false;
    metricsStatus = 200;
    /** In place of what it says of its region. */
    answers: string | undefined;
    baselineFits: 0 | 1 = 1;
    readonly askedBy: string[] = [];

    private constructor(
        readonly server: Server,
        readonly name: string,
    ) {}

    static async start(cell: Authority, name: string): Promise<ScriptedWatcher> {
        const server = createServer({ ...(await cell.issue({ hosts: [name] })), requestCert: true });
        const watcher = new ScriptedWatcher(server, name);
        server.on("request", (message, response) => {
            watcher.askedBy.push(String((message.socket as unknown as TLSSocket).getPeerCertificate().subjectaltname));
            if (watcher.silent) return void response.destroy();
            if (message.url === "/metrics") response.statusCode = watcher.metricsStatus;
            response.end(
                message.url === "/metrics"
                    ? watcher.metrics()
                    : (watcher.answers ?? JSON.stringify(watcher.reported())),
            );
        });
        await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
        return watcher;
    }

    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    private reported() {
        return { isReady: true, verdict: this.verdict, wrong: this.wrong };
    }

    private metrics(): string {
        const labels = 'side="clients",model="screening",version="1.0.0",status="200"';
        const requests = this.requests + Math.floor((this.perSecond * (performance.now() - this.began)) / 1000);
        return [
            `envoy_gate_requests{${labels}} ${requests}`,
            `envoy_gate_request_duration_bucket{${labels},le="5"} ${requests}`,
            `envoy_gate_request_duration_bucket{${labels},le="+Inf"} ${requests}`,
            'meridian_release_loaded{model="screening",version="1.0.0",digest="sha256:a"} 1',
            'meridian_store_lag_seconds{table="features"} 1.5',
            `meridian_baseline_fits{model="screening",version="1.0.0",digest="sha256:b"} ${this.baselineFits}`,
        ]
            .map(line => `${line}\n`)
            .join("");
    }
}

interface Reply {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly text: string;
}

/** Looks follow each other quickly: tests wait for several. */
const everySeconds = 0.5;
/** Where no region may count as silent, which takes three looks: a busy machine has kept a watcher from answering for 1.5 s. */
const patientSeconds = 2;

describe("the process of a hub", function () {
    this.timeout(60_000);
    let cells: Readonly<Record<"eu" | "us", Authority>>;
    let watchers: Record<"eu" | "us", ScriptedWatcher>;
    let place: string;

    before(async () => {
        cells = { eu: await authority("cell eu"), us: await authority("cell us") };
    });
    beforeEach(async () => {
        place = folder();
        watchers = {
            eu: await ScriptedWatcher.start(cells.eu, "watcher.eu-west.eu.test"),
            us: await ScriptedWatcher.start(cells.us, "watcher.us-east.us.test"),
        };
        writeFileSync(join(place, "hub.json"), JSON.stringify(await hubFile()));
    });
    afterEach(async () => {
        await endPrograms();
        for (const { server } of Object.values(watchers)) {
            server.closeAllConnections();
            server.close();
        }
    });

    async function hubFile() {
        const cell = async (name: "eu" | "us", region: string) => {
            const tls = join(place, `${name}-tls`);
            mkdirSync(tls, { recursive: true });
            const { cert, key, ca } = await cells[name].issue({ hosts: [`hub.${name}.test`] });
            for (const [file, text] of [
                ["tls.crt", cert],
                ["tls.key", key],
                ["ca.crt", ca],
            ] as const) {
                writeFileSync(join(tls, file), text, { mode: 0o600 });
            }
            const watcher = watchers[name];
            return {
                name,
                jurisdictions: [name.toUpperCase()],
                dataClasses: ["health"],
                isProtected: true,
                tls,
                regions: [
                    {
                        region,
                        place: { name: "Somewhere", country: "IE", latitude: 53, longitude: -6 },
                        isDrained: false,
                        watcher: { host: "127.0.0.1", port: watcher.port, name: watcher.name },
                        releases: [{ model: "screening", version: "1.0.0", digest: "sha256:a", percent: 100 }],
                    },
                ],
            };
        };
        return {
            service: "screening",
            limits: { lagSeconds: 5 },
            anomalies: false,
            // A region is silent after three looks: its watcher, in this process, may get no processor for almost as long.
            everySeconds,
            cells: [await cell("eu", "local:eu-west"), await cell("us", "local:us-east")],
            drills: join(place, "drills"),
        };
    }

    const start = async (environment: Readonly<Record<string, string>> = {}) => {
        const file = (name: string) => join(place, name);
        const hub = new Program("hub", {
            HUB: file("hub.json"),
            SOCKET: file("run/socket"),
            KEY: file("run/key"),
            MEMORY: file("memory.json"),
            PORT: "0",
            ...environment,
        });
        await hub.event("listening");
        return hub;
    };

    const withKey = () => ({ authorization: `Bearer ${readFileSync(join(place, "run", "key"), "utf8").trim()}` });

    interface Way {
        readonly method?: string;
        readonly headers?: Record<string, string>;
    }

    /** Over the socket, as commands do. */
    const ask = (_: Program, path: string, way: Way = {}) =>
        sent({ socketPath: join(place, "run", "socket") }, path, way);
    /** At the port, as browsers and Prometheus do, and every other account of the machine can. */
    const askPort = ({ port }: Program, path: string, way: Way = {}) => sent({ host: "127.0.0.1", port }, path, way);

    function sent(to: RequestOptions, path: string, { method = "GET", headers = {} }: Way): Promise<Reply> {
        return new Promise((resolve, reject) => {
            const sent = request({ ...to, path, method, headers, agent: false }, answer => {
                const chunks: Buffer[] = [];
                answer.on("data", (chunk: Buffer) => chunks.push(chunk));
                answer.on("end", () => {
                    const { statusCode = 0, headers } = answer;
                    resolve({ status: statusCode, headers, text: Buffer.concat(chunks).toString() });
                });
                answer.on("error", reject);
            });
            sent.on("error", reject);
            sent.end();
        });
    }
    const stateOf = async (hub: Program) => JSON.parse((await ask(hub, "/api/state")).text) as ServiceState;
    const untilHeard = (hub: Program) =>
        until("all regions are heard", async () =>
            (await stateOf(hub)).regions.every(({ lagSeconds }) => lagSeconds !== undefined),
        );

    it("shows all regions as their watchers tell, each asked by its own cell's certificate", async () => {
        const hub = await start();
        await untilHeard(hub);
        watchers.eu.requests = 40;
        const state = await until("requests are seen", async () => {
            const state = await stateOf(hub);
            return state.regions[0]!.requestsPerSecond > 0 && state;
        });
        assert.deepEqual(
            state.regions.map(({ cell, region, status, lagSeconds }) => [cell, region, status, lagSeconds]),
            [
                ["eu", "local:eu-west", "serving", 1.5],
                ["us", "local:us-east", "serving", 1.5],
            ],
        );
        assert.ok(state.regions[0]!.p99Ms! <= 5);
        assert.deepEqual(state.alarms, []);
        assert.ok(watchers.eu.askedBy.every(names => names.includes("hub.eu.test")));
        assert.ok(watchers.us.askedBy.every(names => names.includes("hub.us.test")));
    });

    it("tells of what is wrong, and of nothing any more once it is right again", async () => {
        const hub = await start();
        await untilHeard(hub);
        watchers.eu.verdict = { kind: "withdrawn", reasons: ["lag"] };
        watchers.eu.wrong = { "digest screening 1.0.0": "the artifact is another one", lag: "it is behind" };
        watchers.eu.baselineFits = 0;
        watchers.us.silent = true;
        const state = await until("both are reported", async () => {
            const state = await stateOf(hub);
            return state.regions.every(({ status }) => status !== "serving") && state;
        });
        assert.deepEqual(
            state.regions.map(({ status }) => status),
            ["withdrawn", "silent"],
        );
        const kinds = () => stateOf(hub).then(({ alarms }) => alarms.filter(({ until }) => until === undefined));
        const on = await until("all are on", async () => (await kinds()).length >= 5 && kinds());
        assert.deepEqual(on.map(({ kind }) => kind).sort(), [
            "digest",
            "drift-unmeasured",
            "lag",
            "silent",
            "withdrawn",
        ]);
        watchers.eu.verdict = { kind: "serving", reasons: [] };
        watchers.eu.wrong = {};
        watchers.eu.baselineFits = 1;
        watchers.us.silent = false;
        await until("nothing is wrong", async () => (await kinds()).length === 0);
        assert.equal((await stateOf(hub)).alarms.length, 5, "what has ended is still told of");
        await hub.event("alarm");
        await hub.event("alarm ended");
    });

    it("takes a wrong answer of a watcher for none, and shows the other regions as they are", async () => {
        watchers.us.answers = "null";
        const hub = await start();
        const state = await until("the other region is heard", async () => {
            const state = await stateOf(hub);
            return state.regions[0]!.lagSeconds !== undefined && state;
        });
        assert.deepEqual(
            state.regions.map(({ status }) => status),
            ["serving", "silent"],
        );
        watchers.us.answers = undefined;
        await untilHeard(hub);
        for (const answers of ["null", "{}", '{"isReady":true,"verdict":{"kind":"withdrawn"},"wrong":{}}']) {
            watchers.us.answers = answers;
            await until("it is silent", async () => (await stateOf(hub)).regions[1]!.status === "silent");
            watchers.us.answers = undefined;
            await until("it serves", async () => (await stateOf(hub)).regions[1]!.status === "serving");
        }
        // It says of its region what it did, and has no figures.
        watchers.us.metricsStatus = 503;
        await until("it is silent", async () => (await stateOf(hub)).regions[1]!.status === "silent");
        assert.deepEqual(hub.events("look failed"), []);
    });

    it("shows a cell whose certificate can't be read as silent, with an alarm, and the others as they are", async () => {
        const file = join(place, "us-tls", "tls.crt");
        const certificate = readFileSync(file);
        rmSync(file);
        const hub = await start();
        const { reason } = await hub.event("cell not watched");
        assert.match(reason!, /us-tls\/tls\.crt can't be read \(ENOENT\)/);
        const state = await until("an alarm is on", async () => {
            const state = await stateOf(hub);
            return state.alarms.length > 0 && state;
        });
        assert.deepEqual(
            state.alarms.map(({ cell, kind, severity }) => [cell, kind, severity]),
            [["us", "silent", "page"]],
        );
        assert.deepEqual(
            state.regions.map(({ cell, status }) => [cell, status]),
            [
                ["eu", "serving"],
                ["us", "silent"],
            ],
        );
        writeFileSync(file, certificate);
        await untilHeard(hub);
    });

    it("opens its port to a ticket that works once, which its socket alone gives, and to no other name", async () => {
        const hub = await start();
        for (const headers of [{}, withKey()]) {
            for (const path of ["/", "/api/state", "/api/events", "/assets/x.js"]) {
                assert.equal((await askPort(hub, path, { headers })).status, 401, path);
            }
            assert.equal((await askPort(hub, "/api/tickets", { method: "POST", headers })).status, 401);
        }
        assert.equal((await askPort(hub, "/metrics")).status, 401);
        assert.equal((await askPort(hub, "/metrics", { headers: withKey() })).status, 200);
        assert.equal((await askPort(hub, "/live")).status, 200);
        assert.equal((await askPort(hub, "/metrics", { headers: { ...withKey(), host: "evil.example" } })).status, 421);
        const { text } = await ask(hub, "/api/tickets", { method: "POST" });
        const { ticket } = JSON.parse(text) as { ticket: string };
        const opened = await askPort(hub, `/?ticket=${ticket}`);
        assert.deepEqual([opened.status, opened.headers.location], [303, "/"]);
        const cookie = String(opened.headers["set-cookie"]).split(";")[0]!;
        const page = await askPort(hub, "/", { headers: { cookie } });
        assert.deepEqual([page.status, page.headers["content-type"]], [200, "text/html; charset=utf-8"]);
        assert.match(String(page.headers["content-security-policy"]), /default-src 'none'/);
        assert.equal((await askPort(hub, `/?ticket=${ticket}`)).status, 401);
        assert.equal((await askPort(hub, "/api/state", { method: "DELETE", headers: { cookie } })).status, 405);
        assert.equal((await askPort(hub, "/../hub.json", { headers: { cookie } })).status, 404);
        const query = { method: "POST", headers: { cookie, "content-type": "application/json" } };
        const logs = "/api/cells/eu/regions/local%3Aeu-west/logs";
        assert.equal((await askPort(hub, logs, query)).status, 405, "a session asks for no logs");
        assert.equal((await ask(hub, "/api/other", { method: "POST" })).status, 404);
    });

    it("has a socket and a key that only their owner can use, and another key with each start", async () => {
        const modes = () => ["", "socket", "key"].map(name => statSync(join(place, "run", name)).mode & 0o777);
        const hub = await start();
        assert.deepEqual(modes(), [0o700, 0o600, 0o600]);
        const before = withKey();
        hub.process.kill("SIGKILL");
        await hub.exit();
        const again = await start();
        assert.deepEqual(modes(), [0o700, 0o600, 0o600]);
        assert.equal((await askPort(again, "/metrics", { headers: before })).status, 401);
        assert.equal((await askPort(again, "/metrics", { headers: withKey() })).status, 200);
        assert.equal((await ask(again, "/api/state")).status, 200);
    });

    it("answers what asks for no address at all, and goes on", async () => {
        const hub = await start();
        for (const path of ["//", "/\\\\", "http://["]) assert.equal((await askPort(hub, path)).status, 400, path);
        assert.equal((await askPort(hub, "/metrics", { headers: { authorization: "Bearer " } })).status, 401);
        assert.equal((await askPort(hub, "/live")).status, 200);
    });

    it("tells of a region that says nothing any more that it isn't known to serve, and not what it was", async () => {
        const hub = await start();
        await untilHeard(hub);
        watchers.us.silent = true;
        const reported = await until("it is silent", async () => {
            const { samples } = parseMetrics((await ask(hub, "/metrics")).text);
            const ofUs = samples.filter(({ name, labels }) => labels.cell === "us" && name !== "meridian_alarm");
            return ofUs.length === 2 && ofUs;
        });
        assert.deepEqual(
            reported.map(({ name, value }) => [name, value]),
            [
                ["meridian_region_ready", 0],
                ["meridian_region_serving", 0],
            ],
        );
    });

    it("is scraped by Prometheus, with types and where each figure is from", async () => {
        const hub = await start();
        await untilHeard(hub);
        watchers.us.silent = true;
        const { samples, types } = await until("the alarm is there", async () => {
            const { text } = await askPort(hub, "/metrics", { headers: withKey() });
            return text.includes("meridian_alarm{") && parseMetrics(text);
        });
        assert.equal(types.get("envoy_gate_requests"), "counter");
        assert.equal(types.get("meridian_alarm"), "gauge");
        const alarm = samples.find(({ name }) => name === "meridian_alarm");
        assert.deepEqual(alarm?.labels, { kind: "silent", severity: "page", cell: "us", region: "local:us-east" });
    });

    it("tells what edges count, of each point of presence and cell, and what it takes itself", async () => {
        const edge = createPlainServer((_, response) => {
            response.end(
                'envoy_tcp_downstream_cx_total{envoy_tcp_prefix="edge/Lisbon/eu"} 12\nenvoy_tcp_downstream_cx_total{envoy_tcp_prefix="other"} 5\nenvoy_server_uptime{} 3\n',
            );
        }).listen(join(place, "edge.sock"));
        try {
            const edges = [
                { program: "edge", admin: join(place, "edge.sock") },
                { program: "gone", admin: join(place, "gone.sock") },
            ];
            writeFileSync(join(place, "hub.json"), JSON.stringify({ ...(await hubFile()), edges }));
            const hub = await start();
            await untilHeard(hub);
            const { samples } = parseMetrics((await ask(hub, "/metrics")).text);
            const of = (metric: string): Record<string, string | number>[] =>
                samples.filter(({ name }) => name === metric).map(({ labels, value }) => ({ ...labels, value }));
            const from = { job: "edge", instance: "edge" };
            assert.deepEqual(of("envoy_tcp_downstream_cx_total"), [
                { point: "Lisbon", cell: "eu", ...from, value: 12 },
                { ...from, value: 5 },
            ]);
            assert.deepEqual(of("meridian_scrape_up"), [
                { ...from, value: 1 },
                { ...from, instance: "gone", value: 0 },
            ]);
            const [memory] = of("process_resident_memory_bytes");
            assert.deepEqual(memory, { job: "hub", instance: "hub", value: memory?.value });
            assert.ok(Number(memory.value) > 1e6);
        } finally {
            edge.close();
        }
    });

    it("reports an export that is added while it runs, and that has no receiver", async () => {
        const hub = await start();
        await untilHeard(hub);
        const one = { name: "collector", endpoint: "https://127.0.0.1:1", cells: ["us"], everySeconds: 0.01 };
        writeFileSync(join(place, "hub.json"), JSON.stringify({ ...(await hubFile()), exports: [one] }));
        await hub.event("export not taken");
        const state = await until("an alarm", async () => {
            const state = await stateOf(hub);
            return state.alarms.length > 0 && state;
        });
        assert.deepEqual(
            state.alarms.map(({ kind, cell }) => [kind, cell]),
            [["export-failing", "us"]],
        );
        const { samples } = parseMetrics((await ask(hub, "/metrics")).text);
        assert.ok(samples.some(({ name, value }) => name === "meridian_export_up" && value === 0));
    });

    it("pushes what is new to who has the page open", async () => {
        const hub = await start();
        await untilHeard(hub);
        const events: ServiceState[] = [];
        const sent = request({
            socketPath: join(place, "run", "socket"),
            path: "/api/events",
        });
        sent.on("response", answer => {
            let text = "";
            answer.on("data", (chunk: Buffer) => {
                text += chunk.toString();
                for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
                    const [, data = ""] = /^event: state\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
                    events.push(JSON.parse(data) as ServiceState);
                }
            });
            answer.on("error", () => undefined);
        });
        sent.on("error", () => undefined);
        sent.end();
        await until("a first state", () => events.length > 0);
        watchers.eu.verdict = { kind: "evacuated", reasons: ["evacuated by ops"] };
        await until("the news", () => events.at(-1)?.regions[0]?.status === "evacuated");
        sent.destroy();
    });

    it("shows results of drills, and passes over what is none", async () => {
        mkdirSync(join(place, "drills"));
        const result = {
            drill: "region-down",
            cell: "eu",
            region: "local:eu-west",
            at: "2026-11-26T05:00:00.000Z",
            passed: true,
            rtoSeconds: 0.4,
            requests: 1000,
            failed: 2,
            slow: 1,
            leaked: 0,
            timeline: [1, 2, 3],
        };
        writeFileSync(join(place, "drills", "a.json"), JSON.stringify(result));
        writeFileSync(join(place, "drills", "b.json"), "{");
        writeFileSync(join(place, "drills", "c.json"), JSON.stringify({ drill: 1 }));
        const { timeline: _, ...summary } = result;
        assert.deepEqual((await stateOf(await start())).drills, [summary]);
    });

    it("remembers its alarms over a restart, in a file that only its owner reads", async () => {
        const hub = await start();
        await untilHeard(hub);
        watchers.us.silent = true;
        await hub.event("alarm");
        const [before] = (await stateOf(hub)).alarms;
        hub.process.kill("SIGTERM");
        assert.equal(await hub.exit(), 0);
        const again = await start();
        await again.event("listening");
        await until("it has heard of one", async () => (await stateOf(again)).regions[0]?.status === "serving");
        const { alarms, regions } = await stateOf(again);
        assert.equal(regions[1]!.status, "silent");
        assert.deepEqual(alarms, [before], "it is on since then");
        const { statSync } = await import("node:fs");
        assert.equal(statSync(join(place, "memory.json")).mode & 0o777, 0o600);
    });

    for (const [title, ahead] of [
        ["ahead", 3_600_000],
        ["back", -3_600_000],
    ] as const) {
        it(`goes on as before when its clock is set an hour ${title}, and shows the time that it is set to`, async () => {
            watchers.eu.perSecond = 100;
            writeFileSync(
                join(place, "hub.json"),
                JSON.stringify({ ...(await hubFile()), everySeconds: patientSeconds }),
            );
            const clock = new MovedClock(join(place, "clock"));
            const hub = await start(clock.environment);
            const rate = async () => (await stateOf(hub)).regions[0]!.requestsPerSecond;
            await until("a rate is known", async () => Math.abs((await rate()) - 100) < 40);
            clock.set(ahead);
            const isSetTo = ({ time }: { readonly time: string }) =>
                Math.abs(Date.parse(time) - Date.now() - ahead) < 60_000;
            for (let looks = 0, last = ""; looks < 3; looks++) {
                const { time, regions } = await until("another look, with the rate", async () => {
                    const state = await stateOf(hub);
                    assert.deepEqual(state.alarms, []);
                    assert.ok(state.regions.every(({ status }) => status === "serving"));
                    const { requestsPerSecond } = state.regions[0]!;
                    return state.time !== last && isSetTo(state) && Math.abs(requestsPerSecond - 100) < 60 && state;
                });
                last = time;
                const { start: begin, requestsPerSecond } = regions[0]!.series;
                const end = Date.parse(begin) + (requestsPerSecond.length - 1) * 10_000;
                assert.ok(isSetTo({ time: new Date(end).toISOString() }));
                assert.equal(end % 10_000, 0);
            }
            hub.process.kill("SIGTERM");
            assert.equal(await hub.exit(), 0);
            const { regions } = JSON.parse(readFileSync(join(place, "memory.json"), "utf8")) as Memory;
            const { failed } = regions["eu local:eu-west"]!.models.screening!;
            assert.ok(isSetTo({ time: new Date(failed.at(-1)!.time * 1000).toISOString() }));
            assert.ok(failed.every(({ time }, i) => i === 0 || time > failed[i - 1]!.time));
        });
    }

    it("reports a region that falls silent as its clock is set back", async () => {
        const clock = new MovedClock(join(place, "clock"));
        const hub = await start(clock.environment);
        await untilHeard(hub);
        watchers.us.silent = true;
        clock.set(-3_600_000);
        await until("the hub raises the alarm", async () => (await stateOf(hub)).alarms[0]?.kind === "silent", 30_000);
        clock.set(0);
        watchers.us.silent = false;
        await until("it has ended", async () => (await stateOf(hub)).alarms[0]?.until !== undefined, 30_000);
    });

    it("goes on without its memory where that can't be read, and says so", async () => {
        writeFileSync(join(place, "memory.json"), "{");
        const hub = await start();
        await hub.event("memory not read");
        await untilHeard(hub);
    });

    it("accepts other regions without a restart, and keeps the old ones if the file is broken", async () => {
        const hub = await start();
        await untilHeard(hub);
        const reported = JSON.parse(readFileSync(join(place, "hub.json"), "utf8")) as { cells: object[] };
        writeFileSync(join(place, "hub.json"), JSON.stringify({ ...reported, cells: reported.cells.slice(0, 1) }));
        await until("one region is left", async () => (await stateOf(hub)).regions.length === 1);
        writeFileSync(join(place, "hub.json"), "{");
        await hub.event("hub not reloaded");
        assert.equal((await stateOf(hub)).regions.length, 1);
    });

    it("is not started by an environment or a file that can't be right", async () => {
        const wrong = new Program("hub", { HOST: "0.0.0.0", PORT: "x" });
        assert.equal(await wrong.exit(), 2);
        const { faults = [] } = await wrong.event("environment refused");
        assert.equal(faults.length, 6);
        writeFileSync(join(place, "hub.json"), "{}");
        chmodSync(join(place, "hub.json"), 0o600);
        const hub = new Program("hub", {
            HUB: join(place, "hub.json"),
            SOCKET: join(place, "run", "socket"),
            KEY: join(place, "run", "key"),
            MEMORY: join(place, "memory.json"),
            PORT: "0",
        });
        assert.equal(await hub.exit(), 2);
        await hub.event("hub refused");
    });
});
