import { AssertionError } from "node:assert";
import { setTimeout as pause } from "node:timers/promises";

/** A condition that takes long is polled less often: what it waits for needs the processors, and so do other tests. */
const [shortestPauseMs, pausesPerPoll, longestPauseMs] = [20, 3, 200];

/**
 * Polls until the condition returns something, which it returns; throws with `what` when the time is over. A condition without an answer
 * in time, or with a broken connection, may hold at the next poll: a process without a processor for some seconds is no finding. Any other
 * error ends the polling at once.
 */
export async function until<T>(
    what: string,
    condition: () => T | undefined | false | Promise<T | undefined | false>,
    timeoutMs = 25_000,
): Promise<T> {
    const end = Date.now() + timeoutMs;
    for (let last: Error | undefined; ;) {
        const begun = performance.now();
        try {
            const value = await condition();
            if (value !== undefined && value !== false) {
                return value;
            }
            last = undefined;
        } catch (error) {
            if (!hadNoAnswer(error)) throw error;
            last = error;
        }
        if (Date.now() > end) {
            const because = last === undefined ? "" : `; the last time: ${last.message}`;
            throw new Error(`${what}: not within ${timeoutMs} ms${because}`, { cause: last });
        }
        const tookMs = performance.now() - begun;
        await pause(Math.min(Math.max(shortestPauseMs, pausesPerPoll * tookMs), longestPauseMs));
    }
}

/** A time that was over, or a connection that broke; not that nothing listens. */
function hadNoAnswer(error: unknown): error is Error {
    if (!(error instanceof Error) || error instanceof AssertionError) return false;
    const { name, code = "", message } = error as NodeJS.ErrnoException;
    return (
        ["AbortError", "TimeoutError"].includes(name) ||
        ["ABORT_ERR", "ECONNRESET", "ETIMEDOUT"].includes(code) ||
        /socket hang up|timed out|no answer within/.test(message)
    );
}
