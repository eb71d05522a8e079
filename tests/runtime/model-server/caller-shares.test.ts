import assert from "node:assert/strict";

import { CallerShares } from "../../../runtime/model-server/caller-shares";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** A row that counts. */
interface Row {
    readonly caller: string;
    /** What a window of drift must not extend over. */
    readonly since: number;
}

/** Callers whose requests go to one server. */
class Callers {
    now = 1_790_000_000_000;
    readonly rows: Row[] = [];
    private readonly shares = new CallerShares(() => this.now);

    /** How many rows count of so many requests. */
    ask(caller: string, requests: number, rows = 1): number {
        let all = 0;
        for (let i = 0; i < requests; i++) {
            const taken = this.shares.take(caller, rows);
            for (let row = 0; row < taken; row++) this.rows.push({ caller, since: this.shares.since });
            all += taken;
        }
        return all;
    }

    get since(): number {
        return this.shares.since;
    }

    /** What a caller has most of, of any so many rows in a row that may be in one window with another caller's. */
    mostOf(caller: string, size: number): number {
        const runs = Array.from({ length: Math.max(this.rows.length - size + 1, 0) }, (_, i) =>
            this.rows.slice(i, i + size),
        ).filter(run => run[0]!.since === run.at(-1)!.since && run.some(row => row.caller !== caller));
        return Math.max(...runs.map(run => run.filter(row => row.caller === caller).length));
    }
}

describe("rows that count of what callers ask with", () => {
    it("are at most 50 of one request", () => {
        assert.equal(new Callers().ask("a", 1, 139_000), 50);
        assert.equal(new Callers().ask("a", 1, 3), 3);
        assert.equal(new Callers().ask("a", 1, 0), 0);
    });

    it("are all of a caller that is alone", () => {
        const all = new Callers();
        assert.equal(all.ask("", 3_000), 3_000);
        assert.equal(all.ask("", 20, 50), 1_000);
    });

    it("are of one of several callers as many as of all others, and 50", () => {
        const all = new Callers();
        all.ask("b", 1);
        assert.equal(all.ask("loud", 40, 50), 50);
        assert.equal(all.ask("b", 10), 10);
        assert.equal(all.ask("c", 10), 10);
        assert.equal(all.ask("loud", 40, 50), 20);
        assert.equal(all.ask("loud", 1), 0);
    });

    it("are all, of callers that ask about as much as each other", () => {
        const all = new Callers();
        const taken = Array.from({ length: 500 }, () => all.ask("a", 3) + all.ask("b", 3));
        assert.equal(
            taken.reduce((sum, one) => sum + one, 0),
            3_000,
        );
    });

    it("are hardly more than half of any window of a loud caller beside a seldom one, wherever the window begins", () => {
        const all = new Callers();
        for (let i = 0; i < 1_500; i++) {
            all.ask("seldom", 1);
            for (let request = 0; request < 10; request++) {
                all.ask("loud", 1, 50);
                all.now += second;
            }
        }
        assert.ok(all.rows.length > 2_900, String(all.rows.length));
        assert.equal(all.mostOf("loud", 1_000), 525);
        assert.equal(all.mostOf("loud", 100), 75);
    });

    it("are no more of it where windows adjoin, however the seldom caller's requests lie in them", () => {
        for (const pause of [minute, 11 * minute, 25 * minute, 59 * minute]) {
            const all = new Callers();
            for (let i = 0; i < 40; i++) {
                // In bursts at either end of the pause, where the halves of two blocks would meet.
                all.ask("loud", 40, 50);
                all.ask("seldom", 30);
                all.ask("loud", 40, 50);
                all.now += pause;
            }
            const most = all.mostOf("loud", 1_000);
            assert.ok(most >= 500 && most <= 525, `${most} with pauses of ${pause} ms`);
        }
    });

    it("are never in one window of a caller alone, and of it and others", () => {
        const all = new Callers();
        all.ask("loud", 1);
        const begun = all.since;
        all.ask("loud", 998);
        assert.equal(all.since, begun);
        all.now += minute;
        all.ask("seldom", 1);
        assert.equal(all.since, all.now);
        all.ask("loud", 999);
        all.now += 59 * minute;
        all.ask("loud", 1);
        const shared = all.since;
        all.now += minute;
        assert.equal(all.ask("loud", 999), 999);
        assert.ok(all.since > shared);
        all.now += hour;
        assert.equal(all.ask("seldom", 999), 999);
        assert.equal(all.since, all.now);
        const begins = [...new Set(all.rows.map(({ since }) => since))];
        const callersSince = (begin: number) =>
            new Set(all.rows.filter(({ since }) => since === begin).map(row => row.caller));
        assert.deepEqual(
            begins.map(begin => [...callersSince(begin)].sort()),
            [["loud"], ["loud", "seldom"], ["loud"], ["seldom"]],
        );
    });

    it("are in one window before and after a restart if no caller is known, and else are not", () => {
        const unknown = new Callers();
        unknown.ask("", 1);
        assert.equal(unknown.since, 0);
        unknown.ask("a", 1);
        assert.equal(unknown.since, unknown.now);
        const known = new Callers();
        known.ask("a", 1);
        assert.equal(known.since, known.now);
    });

    it("are counted with little memory, however many callers there are", () => {
        const all = new Callers();
        for (let i = 0; i < 10_000; i++) assert.equal(all.ask(`caller ${i}`, 1), 1);
        const { balances } = Reflect.get(all, "shares") as unknown as { balances: { spent: Map<string, unknown> } };
        assert.ok(balances.spent.size <= 50, String(balances.spent.size));
    });
});
