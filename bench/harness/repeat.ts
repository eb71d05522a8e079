/** Runs a measurement so many times, one after the other. */
export async function repeat<T>(times: number, measure: (run: number) => Promise<T>): Promise<T[]> {
    const values: T[] = [];
    for (let run = 0; run < times; run++) values.push(await measure(run));
    return values;
}

/** Seconds that a task takes. */
export async function seconds(task: () => Promise<unknown>): Promise<number> {
    const begun = performance.now();
    await task();
    return (performance.now() - begun) / 1000;
}
