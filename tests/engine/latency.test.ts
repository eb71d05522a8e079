import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";

import { cityNamed, placeOf, type RegionRef } from "../../components/plan/places/catalogue";
import { roundTripMs } from "../../components/plan/routing/latency";
import type { CellSummary } from "../../stacks/summary";

import { type Answer, CellClient } from "../support/client";
import { untilHealthy } from "../support/healthy";
import { LocalStack } from "../support/local-stack";
import { stackConfig } from "../support/stack-config";
import { until } from "../support/until";
import { planned, updated } from "./steps";

/** Between the regions of eu, more than the map says: so that it stands out on a busy machine. */
const spillMs = 150;
const latency = {
    kilometresPerMs: 67,
    addMs: 0,
    between: [{ from: "local:eu-central", to: "local:eu-west", ms: spillMs }],
};
const [berlin, sanFrancisco] = [city("Berlin"), city("San Francisco")];
const [euWest, euCentral] = [region("local:eu-west"), region("local:eu-central")];
/** Berlin enters eu at eu-central, San Francisco at eu-west. */
const nearMs = roundTripMs(berlin, euCentral, latency);
const farMs = roundTripMs(sanFrancisco, euWest, latency);

const config = (latency: object) => ({
    ...stackConfig({ withUs: false, euBackup: null }),
    "meridian:local": { latency },
});

describe("ways between places that take their time", function () {
    this.timeout(400_000);
    let stack: LocalStack;
    let eu: CellSummary;
    let near: CellClient;
    let far: CellClient;

    before(async () => {
        stack = await LocalStack.prepare(config(latency));
        await stack.up();
        [eu] = (await stack.cells()) as [CellSummary];
        await untilHealthy(stack);
    });
    beforeEach(async () => {
        near = new CellClient(stack.project, eu, "Berlin");
        far = new CellClient(stack.project, eu, "San Francisco");
        // From here on their connections are kept.
        await Promise.all([near.ask(), far.ask()]);
    });
    afterEach(() => {
        near.close();
        far.close();
    });
    after(() => stack.dispose());

    it("let a request over a kept connection take a round trip longer from afar, and no less", async () => {
        const [nearby, away] = [await timesOf(near), await timesOf(far)];
        assert.ok(Math.min(...away) >= farMs, `from afar ${away.join()} ms; a round trip is ${farMs} ms`);
        assert.ok(Math.min(...nearby) >= nearMs, `from nearby ${nearby.join()} ms; a round trip is ${nearMs} ms`);
        const more = median(away) - median(nearby);
        console.log(`      ${more.toFixed(1)} ms more, simulated ${(farMs - nearMs).toFixed(1)} ms`);
        assert.ok(more > 0.8 * (farMs - nearMs) && more < 1.5 * (farMs - nearMs), `${more} ms more`);
    });

    it("lead from each city to the region nearest to it", async () => {
        assert.deepEqual([(await near.ask()).region, (await far.ask()).region], ["local:eu-central", "local:eu-west"]);
    });

    it("change while the network runs, when only the delays change", async () => {
        const [pid] = await stack.pids(/network/);
        await stack.configure(config({ ...latency, addMs: 100 }));
        assert.deepEqual(await updated(stack), { update: ["edge-links"] });
        await until("it takes longer", async () => (await timed(near)).ms >= nearMs + 100);
        assert.deepEqual(await stack.pids(/network/), [pid]);
        await stack.configure(config(latency));
        await stack.up();
        await until("it takes no longer", async () => (await timed(near)).ms < nearMs + 100);
        assert.deepEqual(await planned(stack), {});
    });

    describe("and lead into a region whose servers are down", () => {
        let kept: CellClient;
        let stopped: string[];

        before(async () => {
            kept = new CellClient(stack.project, eu, "Berlin");
            assert.equal((await kept.ask()).region, "local:eu-central");
            const programs = await stack.supervisor.programs();
            stopped = programs
                .map(({ name }) => name)
                .filter(name => name.startsWith("screening-eu-eu-central-screening"));
            for (const name of stopped) await stack.supervisor.stop(name);
            await until("requests spill", async () => (await kept.ask()).region === "local:eu-west");
        });
        after(async () => {
            kept.close();
            for (const name of stopped) await stack.supervisor.start(name);
            await untilHealthy(stack);
        });

        it("let a request that its gate spills take the round trip between the regions longer", async () => {
            const { ms, answer } = await timed(kept);
            assert.deepEqual([answer.status, answer.region], [200, "local:eu-west"]);
            assert.ok(ms >= nearMs + spillMs, `it took ${ms} ms`);
        });

        it("let the deadline of such a request pass, where it is shorter than that", async () => {
            const headers = { "x-request-timeout-ms": String(Math.floor(spillMs * 0.6)) };
            assert.equal((await kept.ask({ headers })).status, 504);
        });

        it("cost a new connection only the way to the region that it enters at instead", async () => {
            const times = await until("the edge sends elsewhere", async () => {
                const fresh = new CellClient(stack.project, eu, "Berlin");
                await fresh.ask();
                const times = await timesOf(fresh);
                fresh.close();
                return median(times) < nearMs + spillMs && times;
            });
            const directMs = roundTripMs(berlin, euWest, latency);
            assert.ok(Math.min(...times) >= directMs, `${times.join()} ms; a round trip is ${directMs} ms`);
        });
    });

    describe("and are taken out of the config", () => {
        before(async () => {
            await stack.configure(stackConfig({ withUs: false, euBackup: null }));
        });

        it("take no time again, and leave no process", async () => {
            const { delete: gone = [] } = await updated(stack);
            assert.ok(gone.includes("edge-network") && gone.includes("edge-links"), gone.join());
            assert.deepEqual(await stack.pids(/network/), []);
            assert.ok(!existsSync(path.join(stack.root, "networks")));
            await untilHealthy(stack);
            const fresh = new CellClient(stack.project, eu, "San Francisco");
            await fresh.ask();
            const times = await timesOf(fresh);
            fresh.close();
            assert.ok(median(times) < farMs, `${times.join()} ms`);
        });
    });
});

function city(name: string) {
    return { name, place: cityNamed(name)! };
}

function region(ref: RegionRef) {
    return { name: ref, place: placeOf(ref)! };
}

async function timed(client: CellClient): Promise<{ ms: number; answer: Answer }> {
    const begun = performance.now();
    const answer = await client.ask();
    return { ms: performance.now() - begun, answer };
}

async function timesOf(client: CellClient): Promise<number[]> {
    const times: number[] = [];
    for (let i = 0; i < 15; i++) times.push((await timed(client)).ms);
    return times;
}

function median(times: readonly number[]): number {
    return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}
