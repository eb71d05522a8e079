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
    /** When all was well before. */
    readonly since: number;
    /**
     * Checks since then of gates and servers that ran, and did not answer within the second that a check waits: they had no processor. Where
     * what answered in their place is killed, requests fail. An edge or a gate that begins without answers breaks connections, or answers
     * 503, until its next checks. A finding of the machine, not of the kill.
     */
    readonly unanswered: readonly string[];
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
            const since = single.now;
            const before = await unansweredChecks(stack);
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
            const back = single.now;
            killed.push({ name, since, at, gone, back, unanswered: await unansweredOf(name, before) });
        }
        await pause(750);
        [unretried, retried] = await Promise.all([single.finish(), twice.finish()]);
        patient!.close();
        impatient!.close();
        const away = killed.map(
            ({ name, at, gone, back, unanswered }) =>
                `${name} at ${ms(at)}, ${ms(gone - at)} and ${ms(back - at)} ms${unanswered.length > 0 ? ` (no answer to ${unanswered.join(", ")})` : ""}`,
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

    /** Of a gate the region, and of a server its version, too; of others nothing. */
    function placeOf(name: string): { readonly region?: string; readonly version?: string } {
        const [, region, version] = /-(eu-[a-z]+)-(?:gate|[a-z]+-([0-9.]+)-[0-9a-f]{8})$/.exec(name) ?? [];
        return { region, version };
    }

    /** Of edges and gates, but not of what is killed, nor of what was killed before: the last check of that may be counted late. */
    async function unansweredOf(name: string, before: ReadonlyMap<string, number>): Promise<string[]> {
        const dead = [name, ...killed.slice(-1).map(last => last.name)].map(placeOf);
        const isOfKilled = (check: string) =>
            dead.some(({ region, version }) =>
                version === undefined
                    ? region !== undefined && /(?:gate|fallback)\/local_(.*)$/.exec(check)?.[1] === region
                    : check.startsWith(`local:${region} release/`) &&
                      check.endsWith(`/${version.replaceAll(".", "_")}`),
            );
        const { region } = placeOf(name);
        // Of what was started again: its counts began with it.
        const killedEnvoy = region === undefined ? name : `local:${region}`;
        const began = /^edge|-gate$/.test(name) ? `${killedEnvoy} ` : undefined;
        return [...(await unansweredChecks(stack))]
            .filter(([check]) => / (gate|fallback|release)\//.test(check) && !isOfKilled(check))
            .filter(([check, count]) => {
                const isNew = began !== undefined && check.startsWith(began);
                return count > (isNew ? 0 : (before.get(check) ?? count));
            })
            .map(([check]) => check);
    }

    /** What failed for another reason than that something had no processor. */
    function failedOtherwise(outcomes: readonly Outcome[]): Outcome[] {
        const starved = killed.filter(({ unanswered }) => unanswered.length > 0);
        return failed(outcomes).filter(({ at, ms }) => !starved.some(kill => at + ms >= kill.since && at < kill.back));
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
