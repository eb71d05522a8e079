import assert from "node:assert/strict";
import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";

import { randomFrom } from "../../bench/harness/random";
import { CellClient } from "../support/client";
import { untilHealthy } from "../support/healthy";
import { failed, Load, type Outcome, tally } from "../support/load";
import { edgeNames, type LocalStack } from "../support/local-stack";
import { once, retryingWhen, tracked } from "../support/senders";
import { sharedStack } from "../support/shared-stack";
import { takenDown } from "../support/strike";
import { unansweredChecks } from "../support/undisturbed";
import { until } from "../support/until";

const kills = 20;
const perSecond = 100;
/** Of processes after the edges, by chance; the same in each run. */
const random = randomFrom(Number(process.env.MERIDIAN_SEED ?? 21));

/**
 * A process, when it was killed, when the system had taken it down, and when all was well again, in milliseconds since the load began.
 * Until it is taken down, its port accepts connections, and breaks them: of edges those that the system gives to the killed one.
 */
interface Killed {
    readonly name: string;
    readonly at: number;
    readonly gone: number;
    readonly back: number;
    /**
     * Whether it is an edge or a gate that began without the answer of any gate, and a gate of servers of its own as well: each had no
     * processor for the second that a first check waits. It knows of none that may answer then, and breaks connections, or answers 503, until
     * the next check. A finding of the machine, not of the kill.
     */
    readonly isBlind: boolean;
}

const ms = Math.round;

describe(`${kills} kills of processes of a stack, each edge among them, at ${perSecond} requests a second`, function () {
    this.timeout(600_000);
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
            const { name, pid } = await drawn(edgeNames[i]);
            const at = single.now;
            process.kill(pid, "SIGKILL");
            const taken = takenDown(pid)
                .then(endsRead)
                .then(() => single.now);
            mayRetry = taken;
            const gone = await taken;
            await runsAgain(name, pid);
            await untilHealthy(stack);
            await answered();
            killed.push({ name, at, gone, back: single.now, isBlind: await hasBegunBlind(name) });
        }
        await pause(750);
        [unretried, retried] = await Promise.all([single.finish(), twice.finish()]);
        patient!.close();
        impatient!.close();
        const away = killed.map(
            ({ name, at, gone, back, isBlind }) =>
                `${name} at ${ms(at)}, ${ms(gone - at)} and ${ms(back - at)} ms${isBlind ? " (its first checks had no answer)" : ""}`,
        );
        console.log(`      killed, how long until each was gone, and all well again: ${away.join("; ")}`);
    });

    /** The clients are of this process: where its thread is late, they would send on connections whose end is there, but not read. */
    async function endsRead(): Promise<void> {
        await turn();
        await turn();
    }

    /** A running process: a certain one, or any. */
    async function drawn(certain: string | undefined): Promise<{ readonly name: string; readonly pid: number }> {
        const programs = (await stack.supervisor.programs()).filter(({ pid }) => pid > 0);
        const drawn = programs[Math.floor(random() * programs.length)]!;
        return programs.find(({ name }) => name === certain) ?? drawn;
    }

    async function runsAgain(name: string, before: number): Promise<void> {
        await until(`${name} runs again`, async () => {
            const program = (await stack.supervisor.programs()).find(program => program.name === name);
            return program !== undefined && program.pid > 0 && program.pid !== before;
        });
    }

    /** By what the edge or gate counts that was started in place of a killed one: its counts began with it. */
    async function hasBegunBlind(name: string): Promise<boolean> {
        const region = /-(eu-[a-z]+)-gate$/.exec(name)?.[1];
        const envoy = region === undefined ? name : `local:${region}`;
        const all = [...(await unansweredChecks(stack))];
        const of = (checked: string) => all.filter(([check]) => check.startsWith(`${envoy} ${checked}/`));
        const isUnanswered = ([, unanswered]: [string, number]) => unanswered > 0;
        const gates = of("gate");
        const isAlone = gates.length > 0 && gates.every(isUnanswered);
        return isAlone && (region === undefined || of("release").some(isUnanswered));
    }

    /** What failed for another reason than that an edge or a gate began without an answer. */
    function failedOtherwise(outcomes: readonly Outcome[]): Outcome[] {
        const blind = killed.filter(({ isBlind }) => isBlind);
        return failed(outcomes).filter(({ at, ms }) => !blind.some(kill => at + ms >= kill.at && at < kill.back));
    }

    it("fail no request of a client that retries once on a new connection when the process is gone", () => {
        console.log(`      ${retried.length} requests, ${failed(retried).length} failed`);
        assert.equal(tally(failedOtherwise(retried)), "");
    });

    it("fail requests of one that does not retry only on an edge or a gate that is killed, and only while it is taken down", () => {
        console.log(
            `      ${unretried.length} requests, ${failed(unretried).length} failed: ${tally(failed(unretried))}`,
        );
        const lost = killed.filter(({ name }) => /^edge|-gate$/.test(name));
        const unexplained = failedOtherwise(unretried).filter(
            ({ at, ms }) => !lost.some(kill => at + ms >= kill.at && at < kill.gone),
        );
        assert.deepEqual(unexplained, []);
    });
});
