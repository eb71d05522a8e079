import { createHash } from "node:crypto";

/**
 * How fast this machine computes while tests run: processor seconds of a fixed loop, many times over. Budgets are compared in this unit,
 * since a processor does less in a second where another program uses the same caches or the same core.
 */
export class Calibration {
    private readonly seconds: number[] = [];
    private readonly timer: NodeJS.Timeout;

    constructor() {
        // The first times are slower: the loop is not compiled yet.
        for (let i = 0; i < 5; i++) loop();
        this.sample();
        this.timer = setInterval(() => {
            this.sample();
        }, everyMs);
        this.timer.unref();
    }

    /** The median so far. */
    get loopSeconds(): number {
        return [...this.seconds].sort((a, b) => a - b)[this.seconds.length >> 1]!;
    }

    stop(): void {
        clearInterval(this.timer);
    }

    private sample(): void {
        const before = process.cpuUsage();
        loop();
        const { user, system } = process.cpuUsage(before);
        this.seconds.push((user + system) / 1e6);
    }
}

const everyMs = 3_000;
const block = Buffer.alloc(1 << 20, 7);

/** Some 10 ms: hashing, and what an interpreter does most. */
function loop(): void {
    for (let i = 0; i < 4; i++) createHash("sha256").update(block).digest();
    const found = new Map<string, number>();
    for (let i = 0; i < 60_000; i++) {
        const key = `k${(i * 7_919) % 5_000}`;
        found.set(key, (found.get(key) ?? 0) + i);
    }
}
