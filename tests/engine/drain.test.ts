import assert from "node:assert/strict";

import type { CellSummary } from "../../stacks/summary";
import { inference } from "../support/cell-under-test";
import { CellClient } from "../support/client";
import { failed, Load, type Outcome, tally } from "../support/load";
import type { LocalStack } from "../support/local-stack";
import { sharedStack } from "../support/shared-stack";
import { stackConfig } from "../support/stack-config";
import { undisturbed } from "../support/undisturbed";
import { until } from "../support/until";

const perSecond = 200;

describe("a region taken out of traffic", function () {
    this.timeout(400_000);
    let stack: LocalStack;
    let eu: CellSummary;
    let client: CellClient;

    before(async () => {
        stack = await sharedStack("plain");
        [eu] = (await stack.cells()) as [CellSummary, CellSummary];
        // Dublin's nearest point of presence.
        client = new CellClient(stack.project, eu, "Lisbon");
    });
    after(() => {
        client.close();
    });

    const draining = (...drain: string[]) => ({ ...stackConfig(), "meridian:routing": { drain } });

    /**
     * Changes the config under load, and returns what came of the requests sent before, while and after it was brought about: the
     * first ones until the named region answers.
     */
    async function under(
        config: ReturnType<typeof stackConfig>,
        region?: string,
    ): Promise<{ during: Outcome[]; after: Outcome[] }> {
        await stack.configure(config);
        let answering: string | undefined;
        const load = new Load(perSecond, async i => {
            const answer = await client.ask(inference(i));
            answering = answer.region;
            return answer;
        });
        await stack.up();
        if (region !== undefined) await until(`${region} answers`, () => answering === region);
        const during = await load.finish();
        const later = new Load(perSecond, i => client.ask(inference(i)));
        await until("the load has gone on", () => later.now > 1000);
        return { during, after: await later.finish() };
    }
    const hasFailed = (outcomes: Awaited<ReturnType<typeof under>>) =>
        failed([...outcomes.during, ...outcomes.after]).length > 0;
    /** As it was before, for another round. */
    async function bring(config: ReturnType<typeof stackConfig>, region: string): Promise<void> {
        await stack.configure(config);
        await stack.up();
        await untilAnswers(region);
    }
    const untilAnswers = (region: string) =>
        until(`${region} answers`, async () => (await client.ask(inference(1))).region === region);
    const regionsOf = (outcomes: readonly Outcome[]) =>
        [...new Set(outcomes.map(({ answer }) => answer?.region))].sort();

    it("answered before", async () => {
        await untilAnswers("local:eu-west");
    });

    it("loses no request while it is taken out, and gets none afterwards, also on connections that are kept", async () => {
        const { during, after } = await undisturbed(stack, { hasFailed }, async isAgain => {
            if (isAgain) await bring(draining(), "local:eu-west");
            return under(draining("local:eu-west"), "local:eu-central");
        });
        assert.deepEqual(failed(during), [], tally(failed(during)));
        assert.deepEqual(regionsOf(during), ["local:eu-central", "local:eu-west"]);
        assert.deepEqual(failed(after), [], tally(failed(after)));
        assert.deepEqual(regionsOf(after), ["local:eu-central"]);
    });

    it("comes back without a failed request", async () => {
        const { during, after } = await undisturbed(stack, { hasFailed }, async isAgain => {
            if (isAgain) await bring(draining("local:eu-west"), "local:eu-central");
            return under(draining());
        });
        assert.deepEqual(failed(during), [], tally(failed(during)));
        assert.deepEqual(failed(after), [], tally(failed(after)));
        client.close();
        client = new CellClient(stack.project, eu, "Lisbon");
        await untilAnswers("local:eu-west");
    });
});
