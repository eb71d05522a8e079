import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { until } from "../support/until";
import { updated } from "../engine/steps";
import { MadeThings } from "./made";
import { Rehearsal } from "./rehearsal";

const stack = "aws-one-region";

/** What the cloud takes its time for when it happens. */
const moments: readonly { readonly during: string; readonly type: string }[] = [
    { during: "the key", type: "aws:kms/key:Key" },
    { during: "a service", type: "aws:ecs/service:Service" },
];

describe("an update whose engine is killed, rehearsed", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;

    beforeEach(async () => {
        const config = readFileSync(path.join(packageRoot(), "stacks", `Pulumi.${stack}.yaml`), "utf8");
        rehearsal = await Rehearsal.prepare(stack, config, { checkpoints: true });
    });
    afterEach(() => rehearsal.dispose());

    for (const { during, type } of moments) {
        it(`goes on from what there is, where it was making ${during}`, async () => {
            rehearsal.fail({ how: "slow", type, ms: 600_000, times: 1 });
            const update = rehearsal.run("up", "--yes", "--skip-preview");
            await until("it is being made", () => rehearsal.haveFailed(), 120_000);
            // All that doesn't wait for it is made by then, and known: what is lost is this one alone.
            await settled(() => rehearsal.things().length);
            await rehearsal.kill();
            assert.notEqual((await update).exitCode, 0);
            const there = rehearsal.things();
            assert.ok(there.length > 0);
            assert.ok(!there.some(thing => thing.type === type));
            rehearsal.fail();

            // The lock of the engine that is gone.
            await rehearsal.engine.ask(["cancel", "--yes", "--stack", stack]);
            await rehearsal.up();
            assert.deepEqual(await updated(rehearsal), {});
            const known = await allThatIsThereIsKnown();
            const lost = there.filter(thing => !known.includes(named(thing)));
            assert.deepEqual(lost, [], "what was there is used");
        });
    }

    it("is told the name of what was made without its knowing, and goes on once that is gone", async () => {
        const type = "aws:lb/loadBalancer:LoadBalancer";
        rehearsal.fail({ how: "untold", type, ms: 600_000, times: 1 });
        const update = rehearsal.run("up", "--yes", "--skip-preview");
        await until("it is made", () => rehearsal.things().some(thing => thing.type === type), 120_000);
        await settled(() => rehearsal.things().length);
        await rehearsal.kill();
        assert.notEqual((await update).exitCode, 0);
        rehearsal.fail();
        await rehearsal.engine.ask(["cancel", "--yes", "--stack", stack]);

        const orphan = rehearsal.things().find(thing => thing.type === type)!;
        const { exitCode, output } = await rehearsal.run("up", "--yes", "--skip-preview");
        assert.notEqual(exitCode, 0);
        assert.ok(output.includes(`there is a ${type} ${String(orphan.inputs.name)} already`), output);
        rehearsal.takeAway(orphan);
        await rehearsal.up();
        assert.deepEqual(await updated(rehearsal), {});
        await allThatIsThereIsKnown();
    });

    /** Nothing was made twice. */
    async function allThatIsThereIsKnown(): Promise<readonly string[]> {
        const known = new MadeThings(await rehearsal.state()).all.map(named).sort();
        assert.deepEqual(rehearsal.things().map(named).sort(), known);
        return known;
    }
});

const named = ({ id, type }: { readonly type: string; readonly id: string }) => `${type} ${id}`;

/** Returns when a number has stayed what it is for a while. */
async function settled(count: () => number): Promise<void> {
    let [last, since] = [count(), Date.now()];
    await until(
        "nothing more is made",
        () => {
            if (count() !== last) [last, since] = [count(), Date.now()];
            return Date.now() - since > 3_000;
        },
        120_000,
    );
}
