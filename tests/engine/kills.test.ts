import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { randomFrom } from "../../bench/harness/random";
import { CellClient } from "../support/client";
import { untilHealthy } from "../support/healthy";
import { failed, Load, type Outcome, tally } from "../support/load";
import type { LocalStack } from "../support/local-stack";
import { once, retryingWhen } from "../support/senders";
import { sharedStack } from "../support/shared-stack";
import { until } from "../support/until";

const kills = 20;
const perSecond = 100;
/** Of processes, by chance; the same in each run. */
const random = randomFrom(Number(process.env.MERIDIAN_SEED ?? 21));

/** A process, and when it was killed and all was well again, in milliseconds since the load began. */
interface Killed {
    readonly name: string;
    readonly at: number;
    readonly back: number;
}

describe(`${kills} kills of any processes of a stack at ${perSecond} requests a second`, function () {
    this.timeout(240_000);
    let stack: LocalStack;
    let retried: Outcome[];
    let unretried: Outcome[];
    const killed: Killed[] = [];

    before(async () => {
        stack = await sharedStack("stored");
        const [cell] = await stack.cells();
        const [patient, impatient] = [1, 2].map(() => new CellClient(stack.project, cell!, "Berlin"));
        let back: Promise<unknown> = Promise.resolve();
        const twice = new Load(
            perSecond / 2,
            retryingWhen(patient!, () => back),
        );
        const single = new Load(perSecond / 2, once(impatient!));
        for (let i = 0; i < kills; i++) {
            await pause(750);
            const { name, pid } = await drawn();
            const at = single.now;
            process.kill(pid, "SIGKILL");
            back = isBack(name, pid);
            await back;
            killed.push({ name, at, back: single.now });
        }
        await pause(750);
        [unretried, retried] = await Promise.all([single.finish(), twice.finish()]);
        patient!.close();
        impatient!.close();
        const away = killed.map(({ name, at, back }) => `${name} ${Math.round(back - at)} ms`);
        console.log(`      killed, and away for: ${away.join(", ")}`);
    });

    async function drawn(): Promise<{ readonly name: string; readonly pid: number }> {
        const programs = (await stack.supervisor.programs()).filter(({ pid }) => pid > 0);
        return programs[Math.floor(random() * programs.length)]!;
    }

    async function isBack(name: string, before: number): Promise<void> {
        await until(`${name} runs again`, async () => {
            const program = (await stack.supervisor.programs()).find(program => program.name === name);
            return program !== undefined && program.pid > 0 && program.pid !== before;
        });
        await untilHealthy(stack);
    }

    it("fails no request of a client that retries once on a new connection, when all is well again", () => {
        console.log(`      ${retried.length} requests, ${failed(retried).length} failed`);
        assert.equal(tally(failed(retried)), "");
    });

    it("fails requests of one that does not only while an edge or a gate is away", () => {
        console.log(
            `      ${unretried.length} requests, ${failed(unretried).length} failed: ${tally(failed(unretried))}`,
        );
        const ways = killed.filter(({ name }) => /^edge$|-gate$/.test(name));
        const unexplained = failed(unretried).filter(
            ({ at, ms }) => !ways.some(kill => at + ms >= kill.at && at < kill.back),
        );
        assert.deepEqual(unexplained, []);
    });
});
