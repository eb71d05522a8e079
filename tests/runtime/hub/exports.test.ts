import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";

import { Exports } from "../../../runtime/hub/exports/exports";
import { Hub, type HubSources } from "../../../runtime/hub/hub";
import type { HubExport } from "../../../runtime/hub/hub-file";
import { parseMetrics } from "../../../components/watch/metrics/text";
import type { Memory } from "../../../runtime/hub/memory";
import { authority } from "../../support/certificates";
import { OtlpReceiver } from "../../support/otlp-receiver/receiver";
import { until } from "../../support/until";
import { folder } from "../model-server/server";

const token = "token-that-nobody-should-see";
const text = `# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{cell="eu"} 7
# HELP duration_seconds Time.
# TYPE duration_seconds histogram
duration_seconds_bucket{cell="eu",le="1"} 5
duration_seconds_bucket{cell="eu",le="+Inf"} 6
duration_seconds_sum{cell="eu"} 4.5
duration_seconds_count{cell="eu"} 6
# HELP lag_seconds Behind.
# TYPE lag_seconds gauge
lag_seconds{cell="eu"} +Inf
`;

describe("exports of a hub, to OpenTelemetry's own receiver", function () {
    // The receiver is built the first time.
    this.timeout(600_000);
    let receiver: OtlpReceiver;
    let place: string;
    let logged: string[];

    before(async () => {
        receiver = await OtlpReceiver.start(token);
    });
    after(() => receiver.stop());
    beforeEach(() => {
        place = folder();
        logged = [];
        writeFileSync(join(place, "token"), `${token}\n`, { mode: 0o600 });
    });

    afterEach(async () => {
        // The receiver writes in order: once this is there, no line of this test comes while the next one counts.
        const marker = parseMetrics("# TYPE marker gauge\nmarker 1\n");
        const before = receiver.taken.length;
        await exporting(one()).push(() => marker, at(100_000));
        await until("the marker was taken", () =>
            receiver.taken.slice(before).some(request => receiver.metrics(request).has("marker")),
        );
    });

    const one = (more: Partial<HubExport> = {}): HubExport => ({
        name: "collector",
        endpoint: `${receiver.endpoint}/`,
        cells: ["eu"],
        token: join(place, "token"),
        ca: receiver.ca,
        everySeconds: 60,
        ...more,
    });
    const exporting = (...all: HubExport[]) => {
        const note = (message: string, fields: object = {}) => {
            logged.push(JSON.stringify({ message, ...fields }));
        };
        return new Exports(() => ({ service: "screening.example", exports: all }), { info: note, error: note });
    };
    /** `setBy`: by how much the machine's clock was set since. */
    const at = (ms: number, setBy = 0) => ({ steady: ms, shared: ms + setBy });
    const metricsOf = (cells: readonly string[]) => {
        assert.deepEqual(cells, ["eu"]);
        return parseMetrics(text);
    };

    it("are taken, as they are", async () => {
        const exports = exporting(one());
        await exports.push(metricsOf, at(Date.now()));
        assert.deepEqual(logged, []);
        const taken = await until("it has written what it took", () => receiver.taken[0]);
        const metrics = receiver.metrics(taken);
        assert.equal(metrics.get("requests_total")!.sum!.dataPoints[0]!.asDouble, 7);
        assert.equal(metrics.get("requests_total")!.sum!.isMonotonic, true);
        assert.deepEqual(metrics.get("duration_seconds")!.histogram!.dataPoints[0]!.bucketCounts, ["5", "1"]);
        assert.equal(metrics.get("lag_seconds")!.gauge!.dataPoints[0]!.asDouble, "Infinity");
        assert.deepEqual(exports.samples, [{ name: "meridian_export_up", labels: { export: "collector" }, value: 1 }]);
    });

    it("go when they are due, and not before", async () => {
        const exports = exporting(one());
        const before = receiver.taken.length;
        for (const ms of [100_000, 110_000, 159_999, 160_000]) await exports.push(metricsOf, at(ms));
        await until("two were taken", () => receiver.taken.length >= before + 2);
        // What one that was not due sent would be there before what comes after it.
        await exporting(one()).push(metricsOf, at(400_000));
        await until("another was taken", () => receiver.taken.length >= before + 3);
        assert.equal(receiver.taken.length, before + 3);
    });

    it("go when they are due while the machine's clock is set back, and begin their stretches again", async () => {
        const exports = exporting(one());
        const before = receiver.taken.length;
        await exports.push(metricsOf, at(7_300_000));
        await exports.push(metricsOf, at(7_360_000, -3_600_000));
        await until("both were taken", () => receiver.taken.length >= before + 2);
        const { startTimeUnixNano, timeUnixNano } = receiver.metrics().get("requests_total")!.sum!.dataPoints[0]!;
        assert.deepEqual([startTimeUnixNano, timeUnixNano], ["3760000000000", "3760000000000"]);
    });

    it("are alarms of their cells once they have not been taken for long, until they are, without the token", async () => {
        writeFileSync(join(place, "token"), "another-token", { mode: 0o600 });
        const exports = exporting(one());
        const failing = async (ms: number) => {
            await exports.push(metricsOf, at(ms));
            return exports.failing(at(ms));
        };
        assert.deepEqual(await failing(100_000), []);
        assert.deepEqual(await failing(160_000), []);
        assert.equal(exports.samples[0]!.value, 0);
        const [alarm] = await failing(400_000);
        assert.deepEqual(
            { ...alarm, message: alarm!.message.replace(/status.*/, "") },
            {
                id: "export-failing collector eu",
                kind: "export-failing",
                severity: "ticket",
                cell: "eu",
                message: "export collector has not been taken for 300 s: ",
            },
        );
        assert.match(alarm!.message, /status 401/);
        // The same reason is not logged again and again.
        assert.equal(logged.length, 1);
        for (const said of [...logged, alarm!.message]) assert.ok(!said.includes("another-token"), said);
        writeFileSync(join(place, "token"), token, { mode: 0o600 });
        assert.deepEqual(await failing(460_000), []);
        assert.match(logged[1]!, /export taken again/);
    });

    it("go to no server that the authorities don't certify", async () => {
        const { ca: _, ...unvouched } = one();
        const exports = exporting(unvouched);
        const before = receiver.taken.length;
        await exports.push(metricsOf, at(Date.now()));
        assert.match(logged[0]!, /self-signed certificate|unable to (get|verify)/);
        assert.equal(receiver.taken.length, before);
    });

    describe("beside a receiver that hangs", () => {
        let silent: HubExport;
        let held: Socket[];
        let server: Server;
        beforeEach(async () => {
            held = [];
            server = createServer(socket => held.push(socket.on("error", () => undefined))).listen(0, "127.0.0.1");
            await until("it listens", () => server.listening);
            const { port } = server.address() as AddressInfo;
            silent = one({ name: "silent", endpoint: `https://127.0.0.1:${port}` });
        });
        afterEach(() => {
            hangUp();
            server.close();
        });
        const hangUp = () => {
            for (const socket of held) socket.destroy();
        };

        it("are not kept waiting", async () => {
            const exports = exporting(silent, one());
            const before = receiver.taken.length;
            const pushed = exports.push(metricsOf, at(Date.now()));
            await until("the other was taken", () => receiver.taken.length === before + 1);
            await until("a request has come", () => held.length === 1);
            hangUp();
            await pushed;
            assert.equal(logged.length, 1);
        });

        it("go there one at a time, however many are due meanwhile", async () => {
            const exports = exporting(silent);
            const first = exports.push(metricsOf, at(60_000));
            await until("a request has come", () => held.length === 1);
            for (const ms of [120_000, 180_000]) await exports.push(metricsOf, at(ms));
            assert.equal(held.length, 1);
            hangUp();
            await first;
            const next = exports.push(metricsOf, at(240_000));
            await until("another request has come", () => held.length === 2);
            hangUp();
            await next;
        });
    });

    /** Why an export failed by what its receiver answers, and the metric of it; no reason where it was taken. */
    const failureAt = async (status: number, answer: string) => {
        const identity = await (await authority("collector")).issue({ hosts: ["localhost"] });
        const answering = createTlsServer(identity, (_, response) => {
            response.writeHead(status).end(answer);
        }).listen(0, "127.0.0.1");
        try {
            await until("it listens", () => answering.listening);
            const { port } = answering.address() as AddressInfo;
            const ca = join(place, "ca.crt");
            writeFileSync(ca, identity.ca);
            const exports = exporting(one({ ca, endpoint: `https://localhost:${port}` }));
            await exports.push(metricsOf, at(Date.now()));
            const { reason } = JSON.parse(logged[0] ?? "{}") as { readonly reason?: string };
            return { reason, up: exports.samples[0]!.value };
        } finally {
            answering.closeAllConnections();
            answering.close();
        }
    };

    it("say the beginning of a long answer, on one line", async () => {
        const { reason } = await failureAt(400, `${token} is\n no\ttoken ${"of ours ".repeat(10_000)}`);
        assert.match(reason!, /^status 400: \[token\] is no token (of ours )+/);
        assert.equal(reason!.length, "status 400: ".length + 200);
    });

    // An int64 is text in JSON of Protocol Buffers; some receivers write a number nevertheless.
    for (const count of ["3", 3]) {
        it(`fail where the receiver rejects points, with its reason, and their count is ${JSON.stringify(count)}`, async () => {
            const answer = { partialSuccess: { rejectedDataPoints: count, errorMessage: "the points are too old" } };
            const { reason, up } = await failureAt(200, JSON.stringify(answer));
            assert.match(reason!, /^3 points were not taken: .*the points are too old/);
            assert.equal(up, 0);
        });
    }

    // A redirect is not followed, and an answer of another kind may be a proxy's: neither says that points were stored.
    for (const status of [202, 302, 307, 404, 429, 503]) {
        it(`fail where the receiver answers ${status}`, async () => {
            const { reason, up } = await failureAt(status, "");
            assert.equal(reason, `status ${status}`);
            assert.equal(up, 0);
        });
    }

    for (const answer of [
        '{"partialSuccess":{}}',
        '{"partialSuccess":{"rejectedDataPoints":"0"}}',
        "{}",
        "",
        "taken",
    ]) {
        it(`are taken where the receiver answers 200 with ${answer || "nothing"}`, async () => {
            assert.deepEqual(await failureAt(200, answer), { reason: undefined, up: 1 });
        });
    }

    it("say why where the file of the token is gone", async () => {
        const exports = exporting(one({ token: join(place, "nothing") }));
        await exports.push(metricsOf, at(Date.now()));
        assert.match(logged[0]!, /ENOENT/);
    });
});

describe("an export of a hub", () => {
    it("has alarms that are on of its own cells alone", () => {
        const sources = { plan: () => ({ everySeconds: 10 }), exports: { samples: [] } } as unknown as HubSources;
        const log = { info: () => undefined, error: () => undefined };
        const alarmOf = (cell: string) => ({
            ...({ id: `lag ${cell}`, kind: "lag", severity: "page", cell } as const),
            ...{ message: "behind", since: "2026-01-31T12:00:00.000Z" },
        });
        const memory: Memory = { version: 1, since: 0, regions: {}, alarms: [alarmOf("eu"), alarmOf("us")] };
        const { samples } = new Hub(sources, log, memory).metrics(["eu"]);
        assert.deepEqual(
            samples.map(({ name, labels }) => [name, labels.cell]),
            [["meridian_alarm", "eu"]],
        );
    });
});
