const tails = new Map<string, Promise<unknown>>();

/**
 * Runs tasks of one key one after the other. The engine's stack lock keeps other processes out, and one provider process
 * serves a whole stack, so that order inside the process is enough.
 */
export async function inTurn<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(task, task);
    tails.set(
        key,
        mine.catch(() => undefined),
    );
    return mine;
}
