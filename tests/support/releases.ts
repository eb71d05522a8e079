import type { CellClient } from "./client";

/** Which release each of so many fixed subjects gets, asked by a few connections at a time. */
export async function releasesOf(client: CellClient, subjects: number): Promise<string[]> {
    const found = new Array<string>(subjects);
    let next = 0;
    const worker = async () => {
        for (let i = next++; i < subjects; i = next++) {
            const { status, version } = await client.ask({ headers: { "x-subject": `subject-${i}` } });
            if (status !== 200 || version === undefined) throw new Error(`subject-${i} got status ${status}`);
            found[i] = version;
        }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    return found;
}
