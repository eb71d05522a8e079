import assert from "node:assert/strict";
import path from "node:path";

import { withStore } from "../../components/adapters/local/provider/store/operator";
import { inboxOf } from "../../components/adapters/local/runtime/store/subjects";
import { StoreObserver } from "../../components/adapters/local/runtime/watcher/store-metrics";
import { certificateMetric } from "../../components/watch/certificates";
import { sumOf } from "../../components/watch/metrics/samples";
import { StoreCluster } from "../support/store/cluster";
import { until } from "../support/until";

/** Requests of the engine's system account and of its buckets that change something, or show who is connected. */
const harmful = [
    "$JS.API.ACCOUNT.PURGE.CELL",
    "$JS.API.META.LEADER.STEPDOWN",
    "$JS.API.STREAM.PURGE.table_items_0",
    "$JS.API.STREAM.DELETE.table_items_0",
    "$JS.API.STREAM.LEADER.STEPDOWN.table_items_0",
    "$SYS.REQ.SERVER.PING.CONNZ",
    "$SYS.REQ.SERVER.PING.KICK",
    "$SYS.REQ.SERVER.PING.LDM",
    "$SYS.REQ.SERVER.PING.RELOAD",
    "table.items.0.item.x",
];

describe("certificates that look after a store's servers", function () {
    this.timeout(60_000);
    let cluster: StoreCluster;
    before(async () => {
        cluster = await StoreCluster.start();
    });
    after(() => cluster.stop());

    /** Subjects that are refused to a user, of these. */
    const refusedTo = (as: "observer" | "administrator", subjects: readonly string[]) =>
        withStore(cluster.access(as), inboxOf(as, "any"), async nats => {
            const refused: string[] = [];
            for (const subject of subjects) {
                const answer = await nats.request(subject, "{}", { timeout: 500 }).catch((error: unknown) => error);
                if (/permissions violation/i.test(String(answer))) refused.push(subject);
            }
            return refused;
        });

    it("let an observer read how a server is, and request nothing else", async () => {
        assert.deepEqual(await refusedTo("observer", [...harmful, "$JS.API.SERVER.REMOVE"]), [
            ...harmful,
            "$JS.API.SERVER.REMOVE",
        ]);
        const health = await cluster.ask<{ status_code?: number }>("local:eu-west", "HEALTHZ");
        assert.equal(health.status_code, 200);
    });

    it("let a watcher ask over one connection as long as the server lives, and over another when it is back", async () => {
        const place = "local:eu-west";
        const { root, identity, servers } = cluster.access("observer", [place]);
        const server = { ...servers[0]!, instance: "store", observer: path.join(root, identity) };
        const watcher = new StoreObserver("local:eu-west");
        const asked = async () => sumOf(await watcher.metricsOf(server), "gnatsd_varz_in_msgs");
        const connectionsMade = async () =>
            (await cluster.ask<{ total_connections: number }>(place, "VARZ")).total_connections;
        try {
            await asked();
            const before = await connectionsMade();
            for (let i = 0; i < 5; i++) assert.ok((await asked()) > 0);
            // The cluster's certificates are good for a day.
            const hours = (sumOf(await watcher.metricsOf(server), certificateMetric) * 1000 - Date.now()) / 3_600_000;
            assert.ok(hours > 20 && hours < 25, `${hours}`);
            // The question after the connections is one itself.
            assert.equal(await connectionsMade(), before + 1);

            await cluster.kill(`server ${place}`);
            await assert.rejects(asked());
            await cluster.startServer(place);
            await until("it answers again", () => asked().catch(() => 0));
        } finally {
            watcher.keepOnly([]);
        }
    });

    it("let an administrator take a server off the store, and request nothing else", async () => {
        assert.deepEqual(await refusedTo("administrator", [...harmful, "$JS.API.SERVER.REMOVE"]), harmful);
    });
});
