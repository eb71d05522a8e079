import assert from "node:assert/strict";

import { withStore } from "../../components/adapters/local/provider/store/operator";
import { inboxOf } from "../../components/adapters/local/runtime/store/subjects";
import { StoreCluster } from "../support/store/cluster";

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

    it("let an administrator take a server off the store, and request nothing else", async () => {
        assert.deepEqual(await refusedTo("administrator", [...harmful, "$JS.API.SERVER.REMOVE"]), harmful);
    });
});
