/** What providers say, which the engine shows, while something is done. */
export async function saidWhile(task: () => Promise<void>): Promise<string[]> {
    const said: string[] = [];
    const { log } = console;
    console.log = (text: string) => void said.push(text);
    try {
        await task();
    } finally {
        console.log = log;
    }
    return said;
}
