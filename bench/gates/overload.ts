import { fittingLimits, most, type Offer, withLimitedCell } from "../../tests/support/gates/capacity";
import type { Benchmark, Note } from "../harness/benchmark";
import type { Figure, Goal } from "../harness/figure";
import { repeat } from "../harness/repeat";

const runs = 3;
const seconds = 3;
/** To each gate: more than are ever under way. */
const connections = 128;

/** Loads as multiples of the measured capacity, and the least share of the peak that is to be answered in time at each. */
const loads: readonly { readonly times: number; readonly goal?: Goal }[] = [
    { times: 0.5 },
    { times: 1 },
    { times: 1.5 },
    { times: 2, goal: { atLeast: 90 } },
    { times: 3 },
];

export const overload: Benchmark = {
    description: "a cell of two regions with limited servers, offered up to three times what it can do, open-loop",
    goal: "at twice the capacity at least 90 % of the peak is answered in time",
    run: note =>
        withLimitedCell(
            fittingLimits,
            async offer => {
                const sweeps = await repeat(runs, () => sweep(offer, note));
                return [
                    { name: "capacity", unit: "requests/s", values: sweeps.map(({ capacity }) => capacity) },
                    ...loads.map(({ times, goal }, i): Figure => ({
                        name: `answered in time at ${times} × capacity, of the peak`,
                        unit: "%",
                        values: sweeps.map(({ good }) => (good[i]! / Math.max(...good)) * 100),
                        ...(goal === undefined ? {} : { goal }),
                    })),
                ];
            },
            connections,
        ),
};

/** Timers delay each answer slightly beyond the servers' setting, so their real capacity is less than by their numbers. */
async function sweep(offer: Offer, note: Note): Promise<{ capacity: number; good: number[] }> {
    const { good: capacity } = await offer(1.2 * most, seconds);
    const good: number[] = [];
    for (const { times } of loads) good.push((await offer(times * capacity, seconds)).good);
    note(`capacity ${Math.round(capacity)}/s; answered in time: ${good.map(Math.round).join(", ")}/s`);
    return { capacity, good };
}
