/** The results of tasks, in their order, of which so many run at a time. */
export async function atMost<T>(count: number, tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
    const results = new Array<T>(tasks.length);
    let next = 0;
    const worker = async () => {
        for (let i = next++; i < tasks.length; i = next++) results[i] = await tasks[i]!();
    };
    await Promise.all(Array.from({ length: count }, worker));
    return results;
}
