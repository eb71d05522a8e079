import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds that each answer took. */
export type Times = readonly number[];

/** Requests leave at their time, whether or not earlier ones are answered. */
export async function openLoop(
    ask: (i: number) => Promise<number>,
    perSecond: number,
    seconds: number,
): Promise<Times> {
    const begun = performance.now();
    const sent: Promise<number>[] = [];
    for (let i = 0; i < perSecond * seconds; i++) {
        const early = begun + (i * 1000) / perSecond - performance.now();
        if (early > 0) await pause(early);
        const answer = ask(i);
        // Reported below, once all are sent.
        answer.catch(() => undefined);
        sent.push(answer);
    }
    return Promise.all(sent);
}

/** So many at a time, each sent as soon as one before it is answered. */
export async function closedLoop(
    ask: (i: number) => Promise<number>,
    atATime: number,
    seconds: number,
): Promise<Times> {
    const times: number[] = [];
    const end = performance.now() + seconds * 1000;
    let next = 0;
    const worker = async () => {
        while (performance.now() < end) times.push(await ask(next++));
    };
    await Promise.all(Array.from({ length: atATime }, worker));
    return times;
}

/** The smallest time within which so many percent of the answers were there. */
export function percentile(times: Times, percent: number): number {
    const sorted = [...times].sort((a, b) => a - b);
    const found = sorted[Math.max(Math.ceil((percent / 100) * sorted.length) - 1, 0)];
    if (found === undefined) throw new Error("nothing was answered");
    return found;
}
