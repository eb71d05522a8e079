import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { inference } from "../support/cell-under-test";
import { CellClient } from "../support/client";
import { untilHealthy } from "../support/healthy";
import { HubClient } from "../support/hub-client";
import { failed, Load, type Outcome, tally } from "../support/load";
import type { LocalStack } from "../support/local-stack";
import { sharedStack } from "../support/shared-stack";
import { takenDown } from "../support/strike";
import { undisturbed } from "../support/undisturbed";
import { until } from "../support/until";
import { meridian } from "./meridian";

const [west, central] = ["local:eu-west", "local:eu-central"] as const;

describe("a region that an operator evacuates", function () {
    this.timeout(300_000);
    let stack: LocalStack;
    let hub: HubClient;
    let clients: CellClient[];

    before(async () => {
        stack = await sharedStack("committed");
        hub = new HubClient(stack);
        const [eu] = await stack.cells();
        // With connections that they keep: nearer to Dublin, and nearer to Frankfurt.
        clients = ["Lisbon", "Berlin"].map(city => new CellClient(stack.project, eu!, city));
        await until("both regions serve", async () => (await statuses()).every(status => status === "serving"), 30_000);
    });
    after(() => {
        for (const client of clients) client.close();
    });

    /** A client that keeps connections goes on to where they lead. */
    async function reconnect(): Promise<void> {
        for (const client of clients) client.close();
        const [eu] = await stack.cells();
        clients = ["Lisbon", "Berlin"].map(city => new CellClient(stack.project, eu!, city));
        await untilHealthy(stack);
    }
    const statuses = async () => (await hub.state()).regions.map(({ status }) => status);
    const regionsOf = (outcomes: readonly Outcome[]) => [...new Set(outcomes.map(({ answer }) => answer?.region))];

    it("gets nothing any more, and comes back, without a failed request, of clients that keep connections", async () => {
        const hasFailed = ({ outcomes }: { readonly outcomes: readonly Outcome[] }) => failed(outcomes).length > 0;
        const { outcomes, gone, backAt } = await undisturbed(stack, { hasFailed }, async isAgain => {
            if (isAgain) await reconnect();
            const last = new Map<string | undefined, number>();
            const load: Load = new Load(40, async i => {
                const answer = await clients[i % 2]!.ask(inference(i));
                last.set(answer.region, load.now);
                return answer;
            });
            await until("both regions answer", () => last.has(west) && last.has(central), 30_000);
            const out = await meridian(stack, "evacuate", west);
            assert.equal(out.code, 0, out.stderr);
            // Routers have noticed, and kept connections have ended with an answer.
            await until("it answers no more", () => load.now > last.get(west)! + 4_000, 30_000);
            const gone = load.now;
            await until("it is over", () => load.now > gone + 4_000, 30_000);
            const backAt = load.now;
            const back = await meridian(stack, "return", west);
            assert.equal(back.code, 0, back.stderr);
            assert.match(back.stdout, /is back: serving/);
            const end = load.now + 4_000;
            await until("it has been back for a while", () => load.now > end, 30_000);
            return { outcomes: await load.finish(), gone, backAt };
        });
        assert.equal(failed(outcomes).length, 0, tally(failed(outcomes)));
        const while_ = outcomes.filter(({ at }) => at > gone && at < backAt);
        assert.deepEqual(regionsOf(while_), [central]);
        console.log(`      ${outcomes.length} requests, none failed; ${while_.length} of them while it was out`);
    });

    it("is never the last one of its cell", async () => {
        assert.equal((await meridian(stack, "evacuate", west)).code, 0);
        const refused = await meridian(stack, "evacuate", central);
        assert.equal(refused.code, 2);
        assert.match(
            refused.stderr,
            /local:eu-central can't be evacuated: no other region of cell eu says that it serves now/,
        );
        const expected = [`${central} serving`, `${west} evacuated`].join();
        await until(expected, async () => {
            const { regions } = await hub.state();
            return (
                regions
                    .map(({ region, status }) => `${region} ${status}`)
                    .sort()
                    .join() === expected
            );
        });
    });

    it("does not answer either while the gate of every other region is dead", async () => {
        const [client] = clients;
        const answered: (string | undefined)[] = [];
        const supervisor = stack.supervisorPid();
        const gates = await stack.pids(/eu-central.*-gate$/);
        assert.equal(gates.length, 1);
        try {
            // It stands still, and brings nothing back meanwhile.
            process.kill(supervisor, "SIGSTOP");
            for (const pid of gates) process.kill(pid, "SIGKILL");
            await Promise.all(gates.map(takenDown));
            // For longer than edges need to see it.
            for (let i = 0; i < 30; i++) {
                const asked = client!.ask({ ...inference(1), fresh: true, timeoutMs: 2_000 });
                answered.push((await asked.catch(() => undefined))?.region);
                await pause(100);
            }
        } finally {
            process.kill(supervisor, "SIGCONT");
        }
        assert.deepEqual([...new Set(answered)], [undefined]);
        await until("the other region answers again", async () => {
            const answer = await client!.ask({ ...inference(1), fresh: true }).catch(() => undefined);
            return answer?.region === central && answer.status === 200;
        });
    });

    it("stays out over an update, and its processes being restarted", async () => {
        await stack.kill(/eu-west/);
        await stack.up();
        await until("its watcher says so again", async () => (await statuses()).includes("evacuated"), 30_000);
        assert.match(
            (await meridian(stack, "evacuate", west, "--json")).stdout,
            /"changed": false,\s+"status": "evacuated"/,
        );
        assert.equal((await meridian(stack, "return", west)).code, 0);
    });

    it("is in the audit trail, from its beginning to its end, and so is what was refused", async () => {
        const { stdout } = await meridian(stack, "audit", "show", "--subject", "traffic", "--json");
        const { entries } = JSON.parse(stdout) as {
            entries: { via: string; phase: string; region: string }[];
        };
        const reported = entries.map(({ via, phase, region }) => `${via} ${phase} ${region}`);
        assert.deepEqual(reported.slice(0, 4), [
            `evacuate begun ${west}`,
            `evacuate done ${west}`,
            `return begun ${west}`,
            `return done ${west}`,
        ]);
        assert.equal(reported.filter(one => one === `evacuate begun ${central}`).length, 1);
        assert.equal(reported.filter(one => one === `evacuate done ${central}`).length, 0);
        assert.equal((await meridian(stack, "audit", "verify")).code, 0);
    });
});
