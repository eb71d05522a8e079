/** Polls until the condition gives something, which it returns; throws with `what` when the time is over. */
export async function until<T>(
    what: string,
    condition: () => T | undefined | false | Promise<T | undefined | false>,
    timeoutMs = 25_000,
): Promise<T> {
    const end = Date.now() + timeoutMs;
    for (;;) {
        const value = await condition();
        if (value !== undefined && value !== false) {
            return value;
        }
        if (Date.now() > end) {
            throw new Error(`${what}: not within ${timeoutMs} ms`);
        }
        await new Promise(resolve => setTimeout(resolve, 20));
    }
}
