import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { randomFrom } from "../../bench/harness/random";
import { CellClient } from "../support/client";
import { untilHealthy } from "../support/healthy";
import { failed, Load, type Outcome, tally } from "../support/load";
import type { LocalStack } from "../support/local-stack";
import { once, retryingWhen, tracked } from "../support/senders";
import { sharedStack } from "../support/shared-stack";
import { until } from "../support/until";

const kills = 20;
const perSecond = 100;
/** Of processes, by chance; the same in each run. */
const random = randomFrom(Number(process.env.MERIDIAN_SEED ?? 21));

/** While the system takes a killed process down, its port still accepts connections, and breaks them. */
const teardownMs = 500;
/** All names of the stack lead to one: while it is away, nothing answers, where names of a cloud lead to several. */
const isEdge = (name: string) => name === "edge";

/** A process, when it was killed, when it answered again, and when all was well again, in milliseconds since the load began. */
interface Killed {
    readonly name: string;
    readonly at: number;
    readonly answers: number;
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
        let mayRetry: Promise<unknown> = Promise.resolve();
        const { send, answered } = tracked(retryingWhen(patient!, () => mayRetry));
        const twice = new Load(perSecond / 2, send);
        const single = new Load(perSecond / 2, once(impatient!));
        for (let i = 0; i < kills; i++) {
            await pause(750);
            const { name, pid } = await drawn();
            const at = single.now;
            process.kill(pid, "SIGKILL");
            const answering = answers(name, pid).then(() => single.now);
            mayRetry = isEdge(name) ? answering : pause(teardownMs);
            const answersAt = await answering;
            await untilHealthy(stack);
            await answered();
            killed.push({ name, at, answers: answersAt, back: single.now });
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

    /** Resolves when the supervisor has started a process again, and, if it is the edge, it takes connections. */
    async function answers(name: string, before: number): Promise<void> {
        await until(`${name} runs again`, async () => {
            const program = (await stack.supervisor.programs()).find(program => program.name === name);
            return program !== undefined && program.pid > 0 && program.pid !== before;
        });
        if (isEdge(name)) await until("the edge is up", () => stack.edge.isUp());
    }

    it("fail no request of a client that retries once on a new connection: when the edge is back, else after half a second", () => {
        console.log(`      ${retried.length} requests, ${failed(retried).length} failed`);
        assert.equal(tally(failed(retried)), "");
    });

    it("fail requests of one that does not retry only on a gate that is killed, or while the edge is away", () => {
        console.log(
            `      ${unretried.length} requests, ${failed(unretried).length} failed: ${tally(failed(unretried))}`,
        );
        /** Until when a request may begin and fail. */
        const lost = killed
            .filter(({ name }) => isEdge(name) || name.endsWith("-gate"))
            .map(({ name, at, answers }) => ({ at, until: (isEdge(name) ? answers : at) + teardownMs }));
        const unexplained = failed(unretried).filter(
            ({ at, ms }) => !lost.some(kill => at + ms >= kill.at && at < kill.until),
        );
        assert.deepEqual(unexplained, []);
    });
});
