import type { StoreClient } from "./client";

/** Writes items of their own as fast as they are answered, and knows which were acknowledged. */
export class AcknowledgedWrites {
    /** Of those that were acknowledged; each is also the value `written`. */
    readonly keys: string[] = [];
    private stopped = false;
    private readonly running: Promise<void>[] = [];

    constructor(private readonly table: string) {}

    start(client: StoreClient): void {
        this.running.push(this.run(client, this.running.length));
    }

    async stop(): Promise<void> {
        this.stopped = true;
        await Promise.all(this.running);
    }

    /** Of those that were acknowledged, the ones that are not there, or not as they were written. */
    async lost(client: StoreClient): Promise<string[]> {
        const lost: string[] = [];
        for (let first = 0; first < this.keys.length; first += 100) {
            const some = this.keys.slice(first, first + 100);
            const { body } = await client.sure({
                method: "POST",
                path: `${this.table}/batch-get?consistency=strong`,
                body: { keys: some.map(key => ({ key })) },
            });
            lost.push(...some.filter((key, i) => body.items?.[i]?.item?.written !== key));
        }
        return lost;
    }

    private async run(client: StoreClient, writer: number): Promise<void> {
        for (let i = 0; !this.stopped; i++) {
            const key = `w${writer}-${i}`;
            const answer = await client
                .ask({ method: "PUT", path: `${this.table}/${key}`, body: { written: key } })
                .catch(() => undefined);
            if (answer?.status === 200) this.keys.push(key);
            else await new Promise(resolve => setTimeout(resolve, 50));
        }
    }
}
