import type { CellClient } from "./client";
import { until } from "./until";

/** Which release each of so many fixed subjects gets, asked by a few connections at a time. */
export async function releasesOf(client: CellClient, subjects: number): Promise<string[]> {
    const found = new Array<string>(subjects);
    let next = 0;
    const worker = async () => {
        for (let i = next++; i < subjects; i = next++) {
            // That none is refused is a claim of those who send a load.
            found[i] = await until(`subject-${i} is answered`, async () => {
                const { status, version } = await client.ask({ headers: { "x-subject": `subject-${i}` } });
                return status === 200 && version;
            });
        }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    return found;
}
