import assert from "node:assert/strict";

import type { CellSummary } from "../../stacks/summary";
import { requestsSeen } from "../support/access-log";
import { inference } from "../support/cell-under-test";
import { CellClient } from "../support/client";
import { failed, Load, type Outcome, tally } from "../support/load";
import { LocalStack } from "../support/local-stack";
import { until } from "../support/until";

const perSecond = 500;
/** Berlin enters the cell at eu-central, and goes on to eu-west. */
const city = "Berlin";

describe("an outage under open-loop load of 500 requests a second", function () {
    this.timeout(120_000);
    let stack: LocalStack;
    let eu: CellSummary;
    let us: CellSummary;
    let client: CellClient;

    before(async () => {
        stack = await LocalStack.prepare();
        await stack.up();
        [eu, us] = (await stack.cells()) as [CellSummary, CellSummary];
    });
    beforeEach(async () => {
        client = new CellClient(stack.project, eu, city);
        await allHealthy(client);
    });
    afterEach(() => {
        client.close();
    });
    after(async () => {
        await stack.dispose();
    });

    /** Each region serves its own, and the edge enters at the nearest. */
    async function allHealthy(client: CellClient): Promise<void> {
        await until(
            "every region is healthy again",
            async () => {
                const checks = await Promise.all(
                    ["eu/eu-west", "eu/eu-central", "us/us-east", "us/us-west"].map(region =>
                        stack
                            .admin(`cells/${region}/gate`)
                            .get("/clusters")
                            .catch(() => "down::health_flags::/failed"),
                    ),
                );
                const edge = await stack.admin("edges/edge").get("/clusters");
                return (
                    [...checks, edge].every(text => !text.includes("health_flags::/")) &&
                    (await client.ask()).region === "local:eu-central"
                );
            },
            30_000,
        );
    }

    /** Load before, during and after; what fails before the fault is a fault of the test. */
    async function underLoad(
        fault: () => Promise<void>,
        send: (i: number) => Promise<Awaited<ReturnType<CellClient["ask"]>>>,
        seconds: number,
    ) {
        const load = new Load(perSecond, send);
        await until("the load has begun", () => load.now > 1000);
        const struck = load.now;
        await fault();
        await until("the load has gone on", () => load.now > struck + seconds * 1000, 60_000);
        const outcomes = await load.finish();
        assert.deepEqual(failed(outcomes.filter(({ at, ms }) => at + ms < struck)), []);
        return { outcomes, struck };
    }

    it("loses no request when a region's servers are killed, and answers from the other region meanwhile", async () => {
        const { outcomes } = await underLoad(
            () => stack.kill(/eu-central-screening/),
            i => client.ask(inference(i)),
            4,
        );
        assert.equal(tally(failed(outcomes)), "");
        const spilled = outcomes.filter(({ answer }) => answer?.region === "local:eu-west").length;
        console.log(
            `      ${outcomes.length} requests, 0 failed, ${spilled} answered by eu-west, slowest ${slowest(outcomes)} ms`,
        );
        assert.ok(spilled > 0);
    });

    it("fails requests only until the loss of a gate is seen when region and gate are killed", async () => {
        const { outcomes, struck } = await underLoad(
            () => stack.kill(/eu-central/),
            i => client.ask(inference(i)),
            4,
        );
        const lost = failed(outcomes);
        console.log(`      ${tally(lost)}`);
        const lastFailure = Math.max(0, ...lost.map(({ at, ms }) => at + ms - struck));
        console.log(
            `      ${outcomes.length} requests, ${lost.length} failed, the last ${Math.round(lastFailure)} ms after the kill`,
        );
        assert.ok(lastFailure < 5000, `the last failure came ${lastFailure} ms after the kill`);
    });

    it("loses no request of a client that retries once, on a new connection, when region and gate are killed", async () => {
        const retrying = async (i: number) =>
            client.ask(inference(i)).catch(() => client.ask({ ...inference(i), fresh: true }));
        const { outcomes } = await underLoad(() => stack.kill(/eu-central/), retrying, 4);
        assert.equal(tally(failed(outcomes)), "");
    });

    it("answers with an error of the cell, and asks no other cell, when all of a cell's servers are killed", async () => {
        const before = await requestsSeen(stack, us);
        let over = false;
        const { outcomes, struck } = await underLoad(
            async () => {
                void (async () => {
                    while (!over) await stack.kill(/^screening-eu-.*-screening/).catch(() => undefined);
                })();
                await Promise.resolve();
            },
            i => client.ask(inference(i)),
            3,
        );
        over = true;
        const lost = failed(outcomes);
        const during = outcomes.filter(({ at }) => at > struck + 1000);
        for (const { answer, error } of lost) {
            assert.equal(error, undefined);
            assert.equal(answer?.status, 503);
            assert.equal(answer.contentType, "application/problem+json");
            assert.equal((JSON.parse(answer.body) as { cell?: string }).cell, "eu");
        }
        assert.ok(lost.length > 0);
        assert.ok(outcomes.every(({ answer }) => answer?.region?.startsWith("local:us") !== true));
        assert.equal(await requestsSeen(stack, us), before);
        console.log(
            `      ${during.length} requests during the outage, ${failed(during).length} answered 503 by the cell`,
        );
    });

    it("asks no other cell when a cell is killed whole, gates too", async () => {
        const before = await requestsSeen(stack, us);
        const { outcomes } = await underLoad(
            () => stack.kill(/^screening-eu/),
            i => client.ask(inference(i)),
            3,
        );
        assert.ok(failed(outcomes).length > 0);
        assert.ok(outcomes.every(({ answer }) => answer?.region?.startsWith("local:us") !== true));
        assert.equal(await requestsSeen(stack, us), before);
        const other = new CellClient(stack.project, us);
        assert.equal((await other.ask()).status, 200);
        other.close();
    });

    it("has a killed server back and ready in less than 2 seconds", async () => {
        const [pid] = await stack.pids(/eu-west-screening-1\.0\.0/);
        const killed = performance.now();
        process.kill(pid!, "SIGKILL");
        await until("another process has its place", async () => {
            const [now] = await stack.pids(/eu-west-screening-1\.0\.0/);
            return now !== undefined && now !== pid;
        });
        const back = performance.now() - killed;
        console.log(`      back after ${Math.round(back)} ms`);
        assert.ok(back < 2000, `back after ${back} ms`);
    });
});

function slowest(outcomes: readonly Outcome[]): number {
    return Math.round(Math.max(...outcomes.map(({ ms }) => ms)));
}
