import { ranksOf } from "../../components/plan/store/shards";
import type { Connected } from "../store/connection";
import type { Log } from "../log";
import { bucketOf } from "../store/subjects";
import type { Tables } from "./tables-file";

const LOOK_EVERY_MS = 2_000;
const ATTEMPT_MS = 2_000;

interface Replica {
    readonly name: string;
    readonly current?: boolean;
    readonly offline?: boolean;
}

/** The leader of a bucket, as the engine reports it (`$JS.API.STREAM.INFO`). */
interface Cluster {
    readonly leader?: string;
    readonly replicas?: readonly Replica[];
}

/**
 * Lets each shard be led where its home is: a region takes the lead of the shards that it is the first for, among the regions with whole
 * copies. The backup location leads only after an election has put it there. Each region acts on its own, without coordination. After a new
 * region has come, shards move to it one by one, each at once.
 */
export class Homes {
    private stopped = false;

    constructor(
        private readonly region: string,
        private readonly connected: () => Connected | undefined,
        private readonly tables: () => Tables,
        private readonly log: Log,
    ) {
        void this.keep();
    }

    stop(): void {
        this.stopped = true;
    }

    private async keep(): Promise<void> {
        for (;;) {
            await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS));
            const { regions, tables } = this.tables();
            for (const { name, shards } of tables) {
                for (const [shard, ranks] of ranksOf(shards, regions).entries()) {
                    const connected = this.connected();
                    if (this.isStopped()) return;
                    if (connected !== undefined) await this.see(connected, bucketOf(name, shard), ranks);
                }
            }
        }
    }

    private isStopped(): boolean {
        return this.stopped;
    }

    private async see({ nats }: Connected, bucket: string, ranks: readonly string[]): Promise<void> {
        try {
            const info = await nats.request(`$JS.API.STREAM.INFO.${bucket}`, "", { timeout: ATTEMPT_MS });
            const { cluster = {} } = info.json<{ readonly cluster?: Cluster }>();
            if (!shouldLead(this.region, ranks, cluster)) {
                return;
            }
            const placement = { placement: { preferred: this.region } };
            const subject = `$JS.API.STREAM.LEADER.STEPDOWN.${bucket}`;
            const answer = await nats.request(subject, JSON.stringify(placement), { timeout: ATTEMPT_MS });
            const { error } = answer.json<{ readonly error?: { readonly description?: string } }>();
            this.log.info(error === undefined ? "lead taken" : "lead not taken", {
                bucket,
                from: cluster.leader,
                reason: error?.description,
            });
        } catch {
            // No leader, or no answer: there is another look.
        }
    }
}

/** Whether a region is the first for a shard, among those whose copies are whole, and another leads. */
export function shouldLead(region: string, ranks: readonly string[], { leader, replicas = [] }: Cluster): boolean {
    if (leader === undefined || leader === region) {
        return false;
    }
    const whole = (name: string) =>
        name === leader ||
        replicas.some(replica => replica.name === name && replica.current === true && replica.offline !== true);
    return ranks.find(whole) === region;
}
