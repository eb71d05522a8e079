import type { Connected } from "../store/connection";
import type { Shard } from "../store/shard";
import type { Table } from "../store/table";

/**
 * A shard without writes or strong reads for so long receives a heartbeat, so that reads of the nearest copy can state how old they may
 * be.
 */
const EVERY_MS = 2_000;
/** One at each look, for all tables of a region: with more than sixteen shards each has its turn less often. */
const LOOK_EVERY_MS = 125;
/** At a time: more than there can be at this pace, when all of them get no answer. */
const AT_ONCE = 32;

/** Sees that every shard has heard from a majority lately. */
export class Heartbeats {
    private readonly timer: NodeJS.Timeout;
    private readonly underWay = new Set<Shard>();

    constructor(
        private readonly tables: () => ReadonlyMap<string, Table>,
        private readonly connected: () => Connected | undefined,
    ) {
        this.timer = setInterval(() => {
            this.look();
        }, LOOK_EVERY_MS);
    }

    stop(): void {
        clearInterval(this.timer);
    }

    private look(): void {
        if (this.connected() === undefined || this.underWay.size >= AT_ONCE) {
            return;
        }
        const [oldest] = [...this.tables().values()]
            .flatMap(({ shards }) => shards)
            .filter(shard => !this.underWay.has(shard) && shard.heartbeat.quietMs > EVERY_MS)
            // One that fails waits its turn like any other.
            .sort((a, b) => b.heartbeat.quietMs - a.heartbeat.quietMs);
        if (oldest !== undefined) {
            this.underWay.add(oldest);
            const done = () => this.underWay.delete(oldest);
            oldest.heartbeat.confirm().then(done, done);
        }
    }
}
