let waiting: (() => void)[] = [];

const goOn = () => {
    const all = waiting;
    waiting = [];
    for (const resolve of all) resolve();
};

/**
 * Resolves once the loop has read what all connections have. Requests that wait for it go on together, step by step: a processor's caches
 * hold the code of one step, not of all, so that a step for many requests and then the next one take less time than requests one by one.
 */
export function allIsRead(): Promise<void> {
    return new Promise(resolve => {
        if (waiting.push(resolve) === 1) setImmediate(goOn);
    });
}
