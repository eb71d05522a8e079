import assert from "node:assert/strict";

import { randomFrom } from "../../bench/harness/random";
import { valuesMetric } from "../../components/watch/drift/counted";
import type { RegionState, ServiceState } from "../../components/watch/state";
import { CellClient } from "../support/client";
import { largestThird, unshifted } from "../support/drift-alarms";
import { drill } from "../support/drill";
import { untilHealthy } from "../support/healthy";
import { HubClient } from "../support/hub-client";
import { LocalStack } from "../support/local-stack";
import { parseMetrics } from "../../components/watch/metrics/text";
import type { ScreeningRow } from "../support/screening-rows";
import { stackConfig } from "../support/stack-config";
import { until } from "../support/until";

/** Of a row that is sent once: it may be reported nowhere. */
const telling = 4711.25;
const subject = "patient-8675309";
/** More than a window takes, and less than two. */
const most = 1200;
const version = "1.0.0";

describe("drift of the screening model on stack local", function () {
    this.timeout(300_000);
    let stack: LocalStack;
    let hub: HubClient;
    let client: CellClient;
    /** The subjects of the first rows, and all others. */
    let first: string;
    let statuses: string[][];
    let sampling: NodeJS.Timeout;

    before(async () => {
        stack = await LocalStack.prepare({
            ...stackConfig({
                withUs: false,
                canary: 0,
                store: { tables: [{ name: "features", partitionKey: "subject" }], shards: 4 },
                observability: { drift: {}, withdraw: { psi: 0.5 } },
            }),
            "meridian:routing": { failover: { failbackAfterSeconds: 2 } },
        });
        await stack.up();
        hub = new HubClient(stack);
        client = await clientOf();
        await until("all watchers know what servers count", async () => {
            const { samples } = parseMetrics(await hub.metrics());
            return samples.filter(({ name, value }) => name === "meridian_baseline_fits" && value === 1).length === 4;
        });
        statuses = [];
        sampling = setInterval(() => {
            void hub.state().then(
                ({ regions }) => statuses.push(regions.map(({ status }) => status)),
                () => undefined,
            );
        }, 200);
    });
    after(async () => {
        clearInterval(sampling);
        client.close();
        await stack.dispose();
    });

    const clientOf = async () => new CellClient(stack.project, (await stack.cells())[0]!, "Berlin");

    /**
     * Sends rows in an order by chance, some alone and most in tens, until a region has answered for as many as make a window and not
     * two: the one that is returned. Another one may answer for some, where this machine is slow.
     */
    async function send(rows: readonly ScreeningRow[], seed: number): Promise<string> {
        const random = randomFrom(seed);
        const drawn = () => [...rows[Math.floor(random() * rows.length)]!.features];
        const answered = new Map<string, number>();
        const drawing = (count: number) => Array.from({ length: count }, drawn);
        for (let round = 0; round < 4 * (most / 100); round++) {
            const some = round === 0 ? drawing(10).map(row => [row]) : Array.from({ length: 10 }, () => drawing(10));
            if (round === 0) some[0]![0]![2] = telling;
            const answers = await Promise.all(some.map(rows => client.ask(asked(rows))));
            for (const [i, { status, body, region = "" }] of answers.entries()) {
                assert.equal(status, 200, body);
                answered.set(region, (answered.get(region) ?? 0) + some[i]!.length);
            }
            const done = [...answered].find(([, values]) => values >= most);
            if (done !== undefined) return done[0];
        }
        return assert.fail(`no region answered for ${most}: ${JSON.stringify([...answered])}`);
    }

    const asked = (rows: readonly (readonly number[])[]) => ({
        path: `/v2/models/screening/versions/${version}/infer`,
        method: "POST" as const,
        headers: { "x-subject": subject },
        body: JSON.stringify({
            inputs: [{ name: "features", datatype: "FP32", shape: [rows.length, 30], data: rows.flat() }],
        }),
    });

    const named = ({ regions }: ServiceState, region: string) => regions.find(one => one.region === region)!;
    const driftOf = (region: RegionState) => region.drift.filter(one => one.version === version);
    const movedIn = (region: RegionState) => driftOf(region).filter(({ hasMoved }) => hasMoved);
    /** The hub's state, once it is so. */
    const state = (what: string, is: (state: ServiceState) => boolean) =>
        until(
            what,
            async () => {
                const state = await hub.state();
                return is(state) && state;
            },
            30_000,
        );

    it("is not reported for rows like those of its baseline", async () => {
        first = await send(unshifted, 1);
        const { alarms, regions } = await state("a window has ended", all => driftOf(named(all, first)).length > 0);
        const drift = driftOf(regions.find(({ region }) => region === first)!);
        assert.equal(drift.length, 31);
        assert.ok(drift.every(({ count, psi }) => count >= 1000 && psi !== undefined));
        assert.deepEqual(
            drift.filter(({ hasMoved }) => hasMoved),
            [],
        );
        assert.deepEqual(
            alarms.filter(({ kind }) => kind === "drift"),
            [],
        );
    });

    it("is not measured of what a drill asks, the same few rows time and again", async () => {
        const before = driftOf(named(await hub.state(), first));
        // More than a window takes, several times over.
        const found = await drill(stack, "slow-region", "--region", first, "--seconds", "10", "--rate", "200");
        assert.ok(found.result.requests > 2 * most, found.stderr);
        // The look after the drill's end leaves out what was counted until then, and whatever is asked now.
        const seen = statuses.length;
        await until("it was looked at for a while", () => statuses.length > seen + 60, 60_000);
        const { alarms, regions } = await hub.state();
        for (const one of regions) assert.deepEqual(driftOf(one), one.region === first ? before : []);
        assert.deepEqual(
            alarms.filter(({ kind }) => kind === "drift"),
            [],
        );
        await untilHealthy(stack);
    });

    it("is reported for rows with large tumours only, by an alarm and by how far each feature has moved", async () => {
        await until("the region answers again", async () => (await client.ask()).region === first);
        assert.equal(await send(largestThird, 2), first);
        const id = `drift eu ${first} screening ${version}`;
        // An alarm is of one look, and how far features have moved of another, while answers are still being counted.
        const reported = await state("one alarm has all features", all =>
            all.alarms.some(alarm => alarm.id === id && alarm.parts?.length === movedIn(named(all, first)).length),
        );
        const moved = movedIn(named(reported, first));
        const radius = moved.find(({ name }) => name === "mean radius")!;
        assert.ok(radius.psi! > 0.5 && radius.ks! > 0.3, JSON.stringify(radius));
        assert.ok(moved.some(({ of, name }) => of === "score" && name === "probability"));
        const alarm = reported.alarms.find(alarm => alarm.id === id)!;
        assert.equal(alarm.kind, "drift");
        assert.equal(alarm.until, undefined);
        assert.match(
            alarm.message,
            /^in local:[a-z-]+ \d+ of 31 features and scores of screening .* have moved, furthest /,
        );
        assert.deepEqual(
            reported.alarms.filter(({ kind }) => kind === "drift"),
            [alarm],
        );
        assert.ok(alarm.parts!.some(part => /^feature mean radius: PSI \d/.test(part)));
        assert.equal(alarm.parts!.length, moved.length);
    });

    it("takes the region out of traffic that received them, and requests go to the other one", async () => {
        const reported = await state("the region is withdrawn", all => named(all, first).status === "withdrawn");
        assert.match(
            named(reported, first).reasons.join(),
            /^(feature|score) .* has moved by a PSI of .*; allowed: 0\.5$/,
        );
        await until("another region answers", async () => {
            const { status, region } = await client.ask({ ...asked([[...unshifted[0]!.features]]), fresh: true });
            assert.equal(status, 200);
            return region !== first;
        });
    });

    it("leaves the last region in traffic when it gets such rows, too", async () => {
        client.close();
        client = await clientOf();
        const second = await send(largestThird, 3);
        assert.notEqual(second, first);
        await state("something has moved there", all => movedIn(named(all, second)).length > 0);
        const seen = statuses.length;
        await until("it was looked at for a while", () => statuses.length > seen + 40, 60_000);
        const after = await hub.state();
        assert.deepEqual([named(after, first).status, named(after, second).status], ["withdrawn", "serving"]);
        assert.ok(!statuses.some(both => both.every(status => status === "withdrawn")));
    });

    it("raises an alarm without a value or subject of a request", async () => {
        const texts = [await hub.metrics(), ...(await hub.metricsOfWatchers()), JSON.stringify(await hub.state())];
        assert.equal(texts.length, 4);
        for (const text of texts) {
            assert.ok(text.includes("drift"));
            for (const secret of [String(telling), subject, valuesMetric]) assert.ok(!text.includes(secret), secret);
        }
    });
});
