import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { RenewedAgent } from "../../../runtime/renewed-agent";
import { RecordsStore } from "../../../runtime/store/region-records";
import type { Table } from "../../../runtime/store/table";
import { NearestRecords } from "../../../runtime/watcher/nearest-records";
import { OneGate, VerdictFiles } from "../../../runtime/watcher/gates/beside";
import { GateVerdict } from "../../../runtime/watcher/verdict";
import type { WatchBeside } from "../../../runtime/watcher/watch-file";
import { Watcher } from "../../../runtime/watcher/watcher";
import { baselineMetric, binNames, sinceMetric, valuesMetric } from "../../../components/watch/drift/counted";
import { described } from "../../../components/watch/metrics/crossing";
import { writeMetrics } from "../../../components/watch/metrics/text";
import type { RegionRecords } from "../../../components/watch/regions/region-record";
import { authority, type Identity, writeIdentity } from "../../support/certificates";
import { evenBaseline, tenEdges } from "../../support/baselines";
import { digestOf } from "../model-server/server";

const name = "models.test";
const artifact = `sha256:${"a".repeat(64)}`;
const region = "local:eu-west";
const evenly = new Array<number>(10).fill(1);
const heaped = [5, 3, 2, 0, 0, 0, 0, 0, 0, 0];

/** A model server and a gate, as far as a watcher asks them: what it counts is said by the test. */
class Scripted {
    /** Of the feature `age`. */
    counts = binNames(tenEdges).map(() => 0);
    by = "";
    /** When it began to count rows that may be in one window. */
    since = 0;

    private constructor(private readonly server: Server) {}

    static async start({ cert, key, ca }: Identity): Promise<Scripted> {
        const server = createServer({ cert, key, ca, requestCert: true, rejectUnauthorized: true });
        const scripted = new Scripted(server);
        server.on("request", (asked, answer) => {
            answer.end(asked.url === "/metrics" ? scripted.text : "{}");
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        return scripted;
    }

    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    /** So many values more, spread over the bins by weight. */
    count(total: number, weights: readonly number[]): void {
        const sum = weights.reduce((all, weight) => all + weight, 0);
        weights.forEach((weight, bin) => (this.counts[bin]! += (total * weight) / sum));
    }

    restart(): void {
        this.counts = this.counts.map(() => 0);
    }

    close(): void {
        this.server.closeAllConnections();
        this.server.close();
    }

    private get text(): string {
        return writeMetrics(
            described([
                { name: baselineMetric, labels: { digest: this.by }, value: 1 },
                { name: sinceMetric, labels: {}, value: this.since },
                ...binNames(tenEdges).map((bin, i) => ({
                    name: valuesMetric,
                    labels: { of: "feature", name: "age", bin, model: "screening" },
                    value: this.counts[i]!,
                })),
            ]),
        );
    }
}

/** What is in the cell's store of its regions, in memory. */
class StoredRecords {
    records: RegionRecords = {};
    private revision = 0;

    readonly get: Table["get"] = () =>
        Promise.resolve({
            item: {
                attributes: { standings: { ...this.records } },
                revision: this.revision,
                writtenAt: 0,
                isSendable: true,
            },
            lagMs: 0,
        });

    readonly put: Table["put"] = (_key, attributes) => {
        this.records = attributes.standings as RegionRecords;
        this.revision += 1;
        return Promise.resolve({ kind: "done", revision: this.revision } as Awaited<ReturnType<Table["put"]>>);
    };
}

describe("drift, as a region's watcher tells it", () => {
    let place: string;
    let scripted: Scripted;
    let watch: WatchBeside;
    let watcher: Watcher;
    let now: number;
    /** By how much the machine's clock is off. */
    let skew: number;
    let stored: StoredRecords;
    let logged: string[];
    let agent: RenewedAgent;

    before(async () => {
        place = mkdtempSync(join(tmpdir(), "watcher-"));
        const cell = await authority("cell eu");
        scripted = await Scripted.start(await cell.issue({ hosts: [name] }));
        const files = await writeIdentity(place, await cell.issue({ hosts: ["watcher.test"] }));
        agent = new RenewedAgent(files, { info: () => undefined, error: () => undefined }, "a test");
    });
    after(() => {
        agent.now.destroy();
        scripted.close();
        rmSync(place, { recursive: true, force: true });
    });

    beforeEach(() => {
        const file = baselineOf(artifact);
        scripted.restart();
        scripted.by = digestOf(file);
        scripted.since = 0;
        now = Date.parse("2026-07-01T12:00:00Z");
        stored = new StoredRecords();
        skew = 0;
        logged = [];
        const listening = { host: "127.0.0.1", port: scripted.port, name };
        watch = {
            regions: [region, "local:eu-central"],
            stores: [],
            otherStores: [],
            isDrained: false,
            gate: {
                ...listening,
                admin: join(place, "none"),
                verdict: join(place, "verdict.json"),
                ending: join(place, "ending.json"),
                noticedAfterMs: 0,
            },
            processes: [{ job: "model-server", instance: "one", ...listening }],
            releases: [{ model: "screening", version: "1.0.0", digest: artifact, instance: "one", baseline: file }],
            drift: { psi: 0.2 },
            failbackAfterSeconds: 4,
            everySeconds: 2,
            logs: {},
        };
        const log = {
            info: () => undefined,
            error: (event: string, fields: object = {}) => logged.push(`${event} ${JSON.stringify(fields)}`),
        };
        const never = () => assert.fail("there is no other server");
        const store = new NearestRecords(new RecordsStore("eu", stored), () => [], never);
        const where = { cell: "eu", region };
        watcher = new Watcher(
            where,
            () => watch,
            agent,
            store,
            new OneGate(() => watch.gate, agent),
            new GateVerdict(log, new VerdictFiles(() => watch.gate)),
            log,
            () => Promise.resolve([]),
            { steady: () => now, shared: () => now + skew },
        );
    });

    function baselineOf(digest: string): string {
        const file = join(place, "baseline.json");
        writeFileSync(file, JSON.stringify(evenBaseline(["age"], [], digest)));
        return file;
    }

    /** Another look, so much later; what it tells of drift. */
    async function look(afterMs = 2_000): Promise<Record<string, number>> {
        now += afterMs;
        stored.records = { ...stored.records, "local:eu-central": { wellUntil: now + skew + 10_000 } };
        await watcher.look();
        const reported = watcher.seen!.aggregates.filter(sample => sample.name.startsWith("meridian_drift_"));
        for (const { labels } of reported) {
            const { model, version, of, name } = labels;
            assert.deepEqual(
                { model, version, of, name },
                { model: "screening", version: "1.0.0", of: "feature", name: "age" },
            );
        }
        return Object.fromEntries(reported.map(({ name, value }) => [name.slice("meridian_drift_".length), value]));
    }

    it("is reported once a window has ended, until the next one has; value counts are not", async () => {
        scripted.count(5_000, heaped);
        assert.deepEqual(await look(), {}, "has no time for counts from before the first look");
        scripted.count(990, evenly);
        assert.deepEqual(await look(), {});
        scripted.count(20, evenly);
        const first = await look();
        assert.deepEqual([first.values, first.moved], [1010, 0]);
        assert.ok(first.psi! < 0.01 && first.ks! < 0.01);
        scripted.count(500, heaped);
        assert.deepEqual(await look(), first);
        scripted.count(500, heaped);
        const second = await look();
        assert.deepEqual([second.values, second.moved], [1000, 1]);
        assert.ok(second.psi! > 0.2 && second.ks! > 0.2);
        assert.ok(!watcher.seen!.aggregates.some(sample => sample.name === valuesMetric));
        assert.deepEqual(watcher.seen!.wrong, {});
    });

    it("is of all that was counted, also by a server that has restarted", async () => {
        await look();
        scripted.count(600, evenly);
        await look();
        scripted.restart();
        scripted.count(400, evenly);
        assert.deepEqual((await look()).values, 1000);
    });

    it("starts again where rows are of other callers than before: of one alone, or of several", async () => {
        await look();
        scripted.count(999, heaped);
        await look();
        scripted.since = 1_790_000_000;
        scripted.count(1, evenly);
        assert.deepEqual(await look(), {});
        scripted.count(1_000, evenly);
        const { values, moved } = await look();
        assert.deepEqual([values, moved], [1_000, 0]);
    });

    it("is not of a rehearsal, from the look before it is announced to the look after it is over", async () => {
        await look();
        scripted.count(600, heaped);
        await look();
        scripted.count(600, heaped);
        watcher.rehearse(10);
        for (let i = 0; i < 4; i++) {
            assert.deepEqual(await look(), {});
            scripted.count(2_000, heaped);
        }
        watcher.rehearse(0);
        assert.deepEqual(await look(), {});
        scripted.count(1000, evenly);
        const { values, moved } = await look();
        assert.deepEqual([values, moved], [1000, 0]);
    });

    it("is measured again after its time if no one ends a rehearsal", async () => {
        await look();
        watcher.rehearse(3);
        scripted.count(2_000, heaped);
        assert.deepEqual(await look(), {});
        scripted.count(2_000, heaped);
        assert.deepEqual(await look(), {});
        scripted.count(1000, evenly);
        assert.equal((await look()).moved, 0);
    });

    it("takes the region out of traffic where it is beyond the limit for that, in words that name what has moved", async () => {
        watch = { ...watch, withdraw: { digest: true, psi: 0.5 } };
        await look();
        scripted.count(1000, heaped);
        await look();
        const { kind, reasons } = watcher.seen!.verdict!;
        assert.equal(kind, "withdrawn");
        assert.match(
            reasons.join(),
            /^feature age of screening 1\.0\.0 has moved by a PSI of \d\.\d\d over 1000 values; allowed: 0\.5$/,
        );
    });

    it("shows what it has seen, and why its gate does not know, where it can't write that down", async () => {
        const file = join(place, "no-directory");
        writeFileSync(file, "");
        watch = {
            ...watch,
            withdraw: { digest: true, psi: 0.5 },
            gate: { ...watch.gate, verdict: join(file, "verdict") },
        };
        await look();
        scripted.count(1000, heaped);
        await look();
        const { verdict, wrong } = watcher.seen!;
        assert.equal(verdict?.kind, "withdrawn");
        assert.match(wrong.unreported!, /^the gate's verdict can't be written: E[A-Z]+/);
        assert.equal(logged.filter(line => line.startsWith("gate not informed")).length, 1);
        watch = { ...watch, gate: { ...watch.gate, verdict: join(place, "verdict.json") } };
        await look();
        assert.equal(watcher.seen!.wrong.unreported, undefined);
    });

    it("lets no other region rely on one that config drains", async () => {
        watch = { ...watch, isDrained: true };
        await look();
        assert.equal(stored.records[region]!.wellUntil, 0);
        watch = { ...watch, isDrained: false };
        await look();
        assert.ok(stored.records[region]!.wellUntil > now);
    });

    it("lets the region back after an hour without requests, and the time that all has to be right again", async () => {
        watch = { ...watch, withdraw: { digest: true, psi: 0.5 } };
        await look();
        scripted.count(1000, heaped);
        await look();
        await look(3_600_000 - 2_000);
        assert.equal(watcher.seen!.verdict?.kind, "withdrawn");
        await look(2_000);
        assert.equal(watcher.seen!.verdict.kind, "withdrawn");
        await look(2_000);
        const reported = await look(2_000);
        assert.equal(watcher.seen!.verdict.kind, "serving");
        assert.equal(reported.moved, 1, "it is still what is known last");
    });

    it("lets the region back as soon when the machine's clock is set meanwhile, back or ahead", async () => {
        watch = { ...watch, withdraw: { digest: true, psi: 0.5 } };
        for (const set of [-7_200_000, 7_200_000]) {
            await look();
            scripted.count(1000, heaped);
            await look();
            assert.equal(watcher.seen!.verdict?.kind, "withdrawn");
            skew += set;
            await look(3_600_000 - 4_000);
            assert.equal(watcher.seen!.verdict.kind, "withdrawn");
            for (let i = 0; i < 4; i++) await look(2_000);
            assert.equal(watcher.seen!.verdict.kind, "serving", `set by ${set} ms`);
        }
    });

    it("is not measured unless configured, or if the server counts by another baseline", async () => {
        const measured = async () => {
            await look();
            scripted.count(2000, heaped);
            return look();
        };
        const { drift, ...without } = watch;
        watch = without;
        assert.deepEqual(await measured(), {});
        watch = { ...watch, drift: drift! };
        scripted.by = artifact;
        assert.deepEqual(await measured(), {});
    });

    it("is measured by another baseline of the same release once the watcher reads of it", async () => {
        await look();
        const file = join(place, "another-baseline.json");
        writeFileSync(file, `${JSON.stringify(evenBaseline(["age"], [], artifact))}\n`);
        watch = { ...watch, releases: watch.releases.map(release => ({ ...release, baseline: file })) };
        scripted.restart();
        scripted.by = digestOf(file);
        assert.deepEqual(await look(), {});
        scripted.count(1_000, heaped);
        const { values, moved } = await look();
        assert.deepEqual([values, moved], [1_000, 1]);
    });

    it("is not measured by a baseline of another artifact, which is logged once", async () => {
        baselineOf(`sha256:${"c".repeat(64)}`);
        for (let i = 0; i < 3; i++) assert.deepEqual(await look(), {});
        assert.equal(logged.length, 1);
        assert.match(
            logged[0]!,
            /^baseline refused .*screening.*1\.0\.0.*is of artifact sha256:c+; allowed: sha256:a+;/,
        );
    });
});
