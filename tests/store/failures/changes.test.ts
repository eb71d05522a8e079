import assert from "node:assert/strict";

import type { Operation } from "../../support/linearizability/check";
import { allChanges } from "../../support/store/changes";
import type { StoreChange } from "../../support/store/client";
import { registers, type Survived, UnderFailures } from "../../support/store/under-failures";

describe("the changes of a table, kept through failures", function () {
    this.timeout(600_000);
    let failures: UnderFailures;

    before(async () => {
        failures = await UnderFailures.start({ table: { changes: { retainHours: 24 } } });
    });
    after(() => failures.stop());

    it("are one event of each write that was done, and none of others, by twenty kills of servers, leaders and whole regions", async () => {
        const { keys, history } = await failures.survives(() => failures.kills(20));
        const { done, refused } = outcomesOf({ keys, history });
        for (const client of failures.clients) {
            const { changes } = await allChanges(client, "items");
            console.log(`      ${changes.length} events`);
            const times = timesOf(changes);
            const notOnce = done.filter(one => times.get(one) !== 1);
            const reported = refused.filter(one => times.has(one));
            const twice = [...times].filter(([one, count]) => count > 1 && !one.startsWith("probe"));
            assert.deepEqual({ notOnce, reported, twice }, { notOnce: [], reported: [], twice: [] });
            for (const key of registers) {
                const own = changes.filter(change => change.key === key);
                const revisions = own.map(({ revision }) => Number(revision));
                assert.deepEqual(
                    revisions,
                    [...revisions].sort((a, b) => a - b),
                );
                const { body } = await client.read(`items/${key}?consistency=strong`);
                assert.deepEqual([own.at(-1)?.item, own.at(-1)?.revision], [body.item, body.revision]);
            }
        }
    });
});

/** Writes that were answered: done, or refused since the item was another. */
function outcomesOf({ keys, history }: Survived): { readonly done: string[]; readonly refused: string[] } {
    const answered = history.filter(({ kind, return: at }) => kind !== "read" && at !== 0);
    const isDone = ({ kind, done }: Operation) => kind === "write" || done === true;
    const name = ({ key, value }: Operation) => `${key} ${value}`;
    return {
        done: [...keys.map(key => `${key} ${key}`), ...answered.filter(isDone).map(name)],
        refused: answered.filter(one => !isDone(one)).map(name),
    };
}

/** How often each value of an item was reported. */
function timesOf(changes: readonly StoreChange[]): ReadonlyMap<string, number> {
    const times = new Map<string, number>();
    for (const { key, item } of changes) {
        const one = `${key} ${String(item?.written ?? item?.value)}`;
        times.set(one, (times.get(one) ?? 0) + 1);
    }
    return times;
}
