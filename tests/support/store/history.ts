import type { Operation } from "../linearizability/check";
import type { StoreAnswer, StoreClient } from "./client";

/** The share of each kind of operation. */
const mix = ["read", "read", "write", "swap", "swap"] as const;

/**
 * Clients that read, write and swap a few registers as fast as they are answered, and their observations. A request without a clear answer
 * is recorded as such: it may have been done.
 */
export class Recorder {
    readonly operations: Operation[] = [];
    /** What was answered with an error, by status; 0 where no answer came. */
    readonly failures = new Map<number, number>();
    private stopped = false;
    private count = 0;
    private readonly running: Promise<void>[] = [];

    constructor(
        private readonly table: string,
        private readonly keys: readonly string[],
        /** How reads are asked for: what is wrongly taken for strong must be found out. */
        private readonly consistency: "strong" | "nearest" = "strong",
        private readonly pauseMs = 20,
    ) {}

    /** Lets a client begin. */
    start(client: StoreClient): void {
        const id = this.running.length;
        this.running.push(this.run(client, id));
    }

    /** Ends when what is under way has been answered. */
    async stop(): Promise<readonly Operation[]> {
        this.stopped = true;
        await Promise.all(this.running);
        return this.operations;
    }

    private async run(client: StoreClient, id: number): Promise<void> {
        for (let turn = id; !this.stopped; turn++) {
            const key = this.keys[Math.floor(Math.random() * this.keys.length)]!;
            await this[mix[turn % mix.length]!](client, id, key);
            await new Promise(resolve => setTimeout(resolve, this.pauseMs * Math.random() * 2));
        }
    }

    private async read(client: StoreClient, id: number, key: string): Promise<StoreAnswer | undefined> {
        const call = now();
        const answer = await this.ask(client, { path: `${this.table}/${key}?consistency=${this.consistency}` });
        if (answer?.status === 200 || answer?.status === 404) {
            this.operations.push({ client: id, key, kind: "read", seen: valueOf(answer), call, return: now() });
        }
        return answer;
    }

    private async write(client: StoreClient, id: number, key: string): Promise<void> {
        const value = this.next();
        const call = now();
        const answer = await this.ask(client, { method: "PUT", path: `${this.table}/${key}`, body: { value } });
        if (isUndone(answer)) return;
        const isDone = answer?.status === 200;
        this.operations.push({ client: id, key, kind: "write", value, call, return: isDone ? now() : 0 });
    }

    /** Reads, and writes without a later write. */
    private async swap(client: StoreClient, id: number, key: string): Promise<void> {
        const before = await this.read(client, id, key);
        if (before?.status !== 200 && before?.status !== 404) return;
        const condition: Record<string, string> =
            before.status === 404 ? { "if-none-match": "*" } : { "if-match": `"${before.body.revision}"` };
        const [expected, value] = [valueOf(before), this.next()];
        const call = now();
        const answer = await this.ask(client, {
            method: "PUT",
            path: `${this.table}/${key}`,
            body: { value },
            headers: condition,
        });
        if (isUndone(answer)) return;
        const clear = answer?.status === 200 || answer?.status === 412;
        this.operations.push({
            client: id,
            key,
            kind: "swap",
            expected,
            value,
            done: answer?.status === 200,
            call,
            return: clear ? now() : 0,
        });
    }

    private async ask(client: StoreClient, asked: Parameters<StoreClient["ask"]>[0]): Promise<StoreAnswer | undefined> {
        const answer = await client.ask(asked).catch(() => undefined);
        const status = answer?.status ?? 0;
        if (status === 0 || status >= 500) this.failures.set(status, (this.failures.get(status) ?? 0) + 1);
        return answer;
    }

    /** Each value once, so that what was seen says who wrote it. */
    private next(): string {
        return `v${this.count++}`;
    }
}

function isUndone(answer: StoreAnswer | undefined): boolean {
    return answer?.status === 503 && answer.body.done === "no";
}

function valueOf({ body }: StoreAnswer): string {
    return typeof body.item?.value === "string" ? body.item.value : "";
}

function now(): number {
    return Math.round(performance.now() * 1e6);
}
