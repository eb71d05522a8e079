import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { inference } from "../support/cell-under-test";
import { CellClient } from "../support/client";
import { failed, Load, type Outcome, tally } from "../support/load";
import type { LocalStack } from "../support/local-stack";
import { randomFrom } from "../../bench/random";
import { sharedStack } from "../support/shared-stack";

const kills = 20;
const perSecond = 100;
/** Within which an edge or a gate is back: it takes some 200 ms, and machines may be busy. */
const awayMs = 2_000;
/** Of processes, by chance; the same in each run. */
const random = randomFrom(Number(process.env.MERIDIAN_SEED ?? 21));

interface Killed {
    readonly name: string;
    readonly at: number;
}

describe(`${kills} kills of any processes of a stack at ${perSecond} requests a second`, function () {
    this.timeout(240_000);
    let stack: LocalStack;
    let retrying: Outcome[];
    let single: Outcome[];
    const killed: Killed[] = [];

    before(async () => {
        stack = await sharedStack("stored");
        const [cell] = await stack.cells();
        const client = new CellClient(stack.project, cell!, "Berlin");
        const other = new CellClient(stack.project, cell!, "Berlin");
        const once = new Load(perSecond / 2, i => other.ask(inference(i)));
        const twice = new Load(perSecond / 2, i =>
            client
                .ask(inference(i))
                .then(answer => (answer.status < 500 ? answer : Promise.reject(new Error(`status ${answer.status}`))))
                .catch(async () => {
                    await pause(awayMs);
                    return client.ask({ ...inference(i), fresh: true });
                }),
        );
        for (let i = 0; i < kills; i++) {
            await pause(1_500);
            const programs = (await stack.supervisor.programs()).filter(({ pid }) => pid > 0);
            const { name, pid } = programs[Math.floor(random() * programs.length)]!;
            killed.push({ name, at: once.now });
            process.kill(pid, "SIGKILL");
        }
        await pause(2_000);
        [single, retrying] = await Promise.all([once.finish(), twice.finish()]);
        client.close();
        other.close();
        console.log(`      killed: ${killed.map(({ name }) => name).join(", ")}`);
    });

    it("fails no request of a client that retries once on a new connection", () => {
        console.log(`      ${retrying.length} requests, ${failed(retrying).length} failed`);
        assert.equal(tally(failed(retrying)), "");
    });

    it("fails requests of one that does not only while an edge or a gate is away", () => {
        console.log(`      ${single.length} requests, ${failed(single).length} failed: ${tally(failed(single))}`);
        const ways = killed.filter(({ name }) => /^edge$|-gate$/.test(name));
        const unexplained = failed(single).filter(
            ({ at, ms }) => !ways.some(kill => at + ms >= kill.at && at < kill.at + awayMs),
        );
        assert.deepEqual(unexplained, []);
    });
});
