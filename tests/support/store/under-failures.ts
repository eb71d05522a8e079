import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { check, type Operation } from "../linearizability/check";
import { until } from "../until";
import { AcknowledgedWrites } from "./acknowledged";
import { StoreClient } from "./client";
import { type ClusterChoices, StoreCluster } from "./cluster";
import { Recorder } from "./history";

export const registers = ["r0", "r1", "r2", "r3", "r4", "r5"];
export const [west, central, north] = ["local:eu-west", "local:eu-central", "local:eu-north"] as const;
const places = [west, central, north];

/** What was done while failures came and went. */
export interface Survived {
    /** Keys of items that were written once each, and acknowledged. */
    readonly keys: readonly string[];
    readonly history: readonly Operation[];
}

/** A cell's store that is written to and read from while failures come and go, and what must hold of it whatever they are. */
export class UnderFailures {
    private constructor(
        readonly cluster: StoreCluster,
        /** One in each region. */
        readonly clients: readonly [StoreClient, StoreClient],
    ) {}

    static async start(choices: ClusterChoices = {}): Promise<UnderFailures> {
        const cluster = await StoreCluster.start(choices);
        const [here, there] = cluster.regions.map(region => new StoreClient(cluster.target(region)));
        return new UnderFailures(cluster, [here!, there!]);
    }

    async stop(): Promise<void> {
        for (const client of this.clients) client.close();
        await this.cluster.stop();
    }

    /**
     * Has failures come and go under load. No acknowledged write is lost, no two writers take the place of one value, the history of
     * each register is linearizable, and in the end all copies are alike.
     */
    async survives(failures: () => Promise<void>): Promise<Survived> {
        const { clients, cluster } = this;
        const recorder = new Recorder("items", registers);
        const writes = new AcknowledgedWrites("items");
        await this.untilHome();
        for (const client of [...clients, ...clients]) recorder.start(client);
        for (const client of clients) writes.start(client);
        try {
            await pause(1_000);
            await failures();
            await cluster.whole();
            await this.untilServed();
            await pause(1_000);
        } finally {
            await Promise.all([writes.stop(), recorder.stop()]);
        }
        const history = recorder.operations;
        const unclear = history.filter(({ return: at }) => at === 0).length;
        console.log(
            `      ${writes.keys.length} acknowledged writes, ${history.length} operations on registers, ${unclear} of unknown outcome`,
        );
        assert.deepEqual(await writes.lost(clients[0]), []);
        assert.deepEqual(doneTwice(history), []);
        assert.equal(await check(history), "ok");
        await this.untilAlike();
        return { keys: writes.keys, history };
    }

    /** Kills servers, leaders and whole regions, at moments that look drawn. */
    async kills(count: number): Promise<void> {
        const { cluster } = this;
        const next = drawn(20);
        for (let i = 0; i < count; i++) {
            const leader = (await cluster.leaders(north).catch(() => [])).find(name => name !== undefined) ?? west;
            const victim = i % 3 === 0 ? leader : places[Math.floor(next() * places.length)]!;
            const region = i % 4 === 1 && cluster.regions.includes(victim);
            await pause(next() * 500);
            await Promise.all([
                cluster.kill(`server ${victim}`),
                ...(region ? [cluster.kill(`tables ${victim}`)] : []),
            ]);
            await pause(next() * 4_000);
            await cluster.startServer(victim);
            if (region) await cluster.startTables(victim);
            await cluster.whole();
        }
    }

    async takesWrites(client: StoreClient): Promise<boolean> {
        const asked = Array.from({ length: 8 }, (_, i) =>
            client.ask({ method: "PUT", path: `items/probe${i}`, body: {} }).then(
                ({ status }) => status === 200,
                () => false,
            ),
        );
        return (await Promise.all(asked)).every(Boolean);
    }

    /** Shards are led from regions, and not from the backup location. */
    private async untilHome(): Promise<void> {
        const { cluster } = this;
        await until(
            "regions lead",
            async () => {
                const leaders = await cluster.leaders().catch(() => [undefined]);
                return leaders.every(leader => cluster.regions.includes(leader ?? ""));
            },
            60_000,
        );
    }

    /** Every region takes a write again. */
    private async untilServed(): Promise<void> {
        for (const client of this.clients) {
            await until("it takes writes", () => this.takesWrites(client), 60_000);
        }
    }

    /** Waits until all copies are equal, and both regions read the same. */
    private async untilAlike(): Promise<void> {
        await this.cluster.alike();
        for (const key of registers) {
            const read = async (client: StoreClient) => {
                const { body } = await client.read(`items/${key}?consistency=nearest`);
                return [body.item, body.revision];
            };
            const [here, there] = this.clients;
            assert.deepEqual(await read(here), await read(there));
        }
    }
}

/** Numbers from 0 to 1 that look drawn, the same in every run. */
function drawn(seed: number): () => number {
    let state = seed;
    return () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
    };
}

/** Values that more than one swap has taken the place of. */
function doneTwice(history: readonly Operation[]): string[] {
    const taken = history
        .filter(({ kind, done, expected }) => kind === "swap" && done === true && expected !== "")
        .map(({ key, expected }) => `${key} ${expected}`);
    return taken.filter((one, i) => taken.indexOf(one) !== i);
}
