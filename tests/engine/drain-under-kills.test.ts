import assert from "node:assert/strict";

import type { CellSummary } from "../../stacks/summary";
import { inference } from "../support/cell-under-test";
import { CellClient } from "../support/client";
import { failed, Load, type Outcome, tally } from "../support/load";
import type { LocalStack } from "../support/local-stack";
import { retryingWhen, tracked } from "../support/senders";
import { sharedConfigs, sharedStack } from "../support/shared-stack";
import { until } from "../support/until";

const perSecond = 200;

describe("a region taken out of traffic while processes are killed", function () {
    this.timeout(400_000);
    let stack: LocalStack;
    let eu: CellSummary;
    let client: CellClient;

    before(async () => {
        stack = await sharedStack("stored");
        [eu] = (await stack.cells()) as [CellSummary];
        // Dublin's nearest point of presence.
        client = new CellClient(stack.project, eu, "Lisbon");
    });
    after(() => {
        client.close();
    });

    const draining = (...drain: string[]) => ({ ...sharedConfigs.stored, "meridian:routing": { drain } });
    const regionsOf = (outcomes: readonly Outcome[]) =>
        [...new Set(outcomes.map(({ answer }) => answer?.region))].sort();

    /** Kills processes; ends when they run again and every release answers. */
    async function killAndReturn(name: RegExp): Promise<void> {
        const before = await stack.pids(name);
        await stack.kill(name);
        await until("what was killed runs", async () => {
            const after = await stack.pids(name);
            return after.length === before.length && !after.some(pid => before.includes(pid));
        });
        await until("every release answers", async () => {
            const asked = Array.from({ length: 10 }, (_, i) => client.ask({ ...inference(i), fresh: true }));
            const answers = await Promise.allSettled(asked);
            return answers.every(one => one.status === "fulfilled" && one.value.status === 200);
        });
    }

    it("is taken out by an update although its gate is killed again and again meanwhile", async () => {
        assert.equal((await client.ask(inference(1))).region, "local:eu-west");
        await stack.configure(draining("local:eu-west"));
        let back: Promise<unknown> = Promise.resolve();
        const { send, answered } = tracked(retryingWhen(client, () => back));
        const load = new Load(perSecond, send);
        const updating = { is: true };
        const update = stack.up().finally(() => (updating.is = false));
        while (updating.is) {
            const reached = load.now + 750;
            await until("the load has gone on", () => load.now > reached || !updating.is);
            back = killAndReturn(/eu-west.*-gate$/);
            await back;
            await answered();
        }
        await update;
        const drained = load.now;
        await until("the load has gone on", () => load.now > drained + 1_000);
        const outcomes = await load.finish();
        assert.equal(tally(failed(outcomes)), "");
        // Requests that failed just before were sent again until then.
        const later = outcomes.filter(({ at }) => at > drained);
        assert.deepEqual(regionsOf(later), ["local:eu-central"]);
    });

    it("is not used while the processes of the other region are killed: a client that asks again later loses nothing", async () => {
        let back: Promise<unknown> = Promise.resolve();
        const { send, answered } = tracked(retryingWhen(client, () => back));
        const load = new Load(perSecond, send);
        for (const name of [/eu-central.*-gate$/, /eu-central.*screening/, /eu-west.*-gate$/, /^edge$/]) {
            const reached = load.now + 500;
            await until("the load has gone on", () => load.now > reached);
            back = killAndReturn(name);
            await back;
            await answered();
        }
        const outcomes = await load.finish();
        assert.equal(tally(failed(outcomes)), "");
        assert.deepEqual(regionsOf(outcomes), ["local:eu-central"]);
    });
});
