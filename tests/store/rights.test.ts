import assert from "node:assert/strict";
import path from "node:path";

import type { NatsConnection } from "@nats-io/transport-node";

import { answerNow, awaitProbe, storeFault } from "../../components/adapters/local/provider/probe";
import { withStore } from "../../runtime/operator/connection";
import { artifactBucket } from "../../runtime/store/artifacts";
import { openStore } from "../../runtime/store/connection";
import { recordsTable } from "../../runtime/store/region-records";
import { bucketOf, changesSubject, inboxOf, itemSubject, heartbeatSubject } from "../../runtime/store/subjects";
import { StoreObserver } from "../../runtime/watcher/store-metrics";
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

/** That a server had no answer is none; that it had a wrong one is. */
function unlessWrong(error: unknown): undefined {
    if (error instanceof assert.AssertionError) throw error;
}

describe("certificates of a store", function () {
    this.timeout(300_000);
    let cluster: StoreCluster;
    before(async () => {
        cluster = await StoreCluster.start();
    });
    after(() => cluster.stop());

    /**
     * Subjects that a server refuses on a connection: of those that it is to refuse, which it may be late to do, and of those that are
     * needed, to which it may answer nothing.
     */
    const refusedOn = async (nats: NatsConnection, forbidden: readonly string[], needed: readonly string[] = []) => {
        const refused: string[] = [];
        for (const subject of [...forbidden, ...needed]) {
            const timeout = forbidden.includes(subject) ? 20_000 : 500;
            const answer = await nats.request(subject, "{}", { timeout }).catch((error: unknown) => error);
            if (/permissions violation/i.test(String(answer))) refused.push(subject);
        }
        return refused;
    };

    const refusedTo = (
        as: "observer" | "administrator",
        forbidden: readonly string[],
        needed: readonly string[] = [],
    ) => withStore(cluster.access(as), inboxOf(as, "any"), nats => refusedOn(nats, forbidden, needed));

    it("let an observer read how a server is, and request nothing else", async () => {
        assert.deepEqual(await refusedTo("observer", [...harmful, "$JS.API.SERVER.REMOVE"]), [
            ...harmful,
            "$JS.API.SERVER.REMOVE",
        ]);
        const health = await cluster.ask<{ status_code?: number }>("local:eu-west", "HEALTHZ");
        assert.equal(health.status_code, 200);
    });

    it("let a table server reach the tables of the config, and neither regions nor artifacts", async () => {
        const place = "local:eu-west";
        const buckets = [bucketOf(recordsTable.name, 0), `OBJ_${artifactBucket}`];
        const forbidden = [
            ...buckets.flatMap(bucket => [
                `$JS.API.DIRECT.GET.${bucket}`,
                `$JS.API.DIRECT.GET.${bucket}.${itemSubject(recordsTable.name, 0, "eu")}`,
                `$JS.API.STREAM.INFO.${bucket}`,
                `$JS.API.STREAM.LEADER.STEPDOWN.${bucket}`,
            ]),
            itemSubject(recordsTable.name, 0, "eu"),
            heartbeatSubject(recordsTable.name, 0, place),
            changesSubject(recordsTable.name, 0),
            heartbeatSubject("items", 0, "local:eu-central"),
            `$O.${artifactBucket}.M.x`,
            "$JS.API.STREAM.PURGE.table_items_0",
            "$JS.API.STREAM.DELETE.table_items_0",
        ];
        const needed = [
            "$JS.API.DIRECT.GET.table_items_0",
            `$JS.API.DIRECT.GET.table_items_0.${itemSubject("items", 0, "x")}`,
            "$JS.API.STREAM.INFO.table_items_0",
            "$JS.API.STREAM.LEADER.STEPDOWN.table_items_0",
            heartbeatSubject("items", 0, place),
        ];
        const { nats } = await openStore({ ...cluster.storeOf(place), inbox: inboxOf("tables", place) });
        try {
            assert.deepEqual(await refusedOn(nats, forbidden, needed), forbidden);
        } finally {
            await nats.close();
        }
    });

    it("let a watcher ask over one connection as long as the server lives, and over another when it is back", async () => {
        const place = "local:eu-west";
        const { root, identity, servers } = cluster.identity("observer", [place]);
        const server = { ...servers[0]!, instance: "store", observer: path.join(root, identity) };
        const watcher = new StoreObserver("local:eu-west");
        const asked = async () => sumOf(await watcher.metricsOf(server), "gnatsd_varz_in_msgs");
        const connectionsMade = async () =>
            (await cluster.ask<{ total_connections: number }>(place, "VARZ")).total_connections;
        try {
            // A server that has no processor for some seconds ends connections: such a round says nothing.
            const asksOverOne = async () => {
                await asked();
                const before = await connectionsMade();
                for (let i = 0; i < 5; i++) assert.ok((await asked()) > 0);
                // The question after the connections is one itself.
                return (await connectionsMade()) === before + 1;
            };
            await until("five looks make no connection", () => asksOverOne().catch(unlessWrong), 60_000);
            // The cluster's certificates are good for a day.
            const reported = await until("it answers", () => watcher.metricsOf(server).catch(unlessWrong));
            const hours = (sumOf(reported, certificateMetric) * 1000 - Date.now()) / 3_600_000;
            assert.ok(hours > 20 && hours < 25, `${hours}`);

            await cluster.kill(`server ${place}`);
            await assert.rejects(asked());
            await cluster.startServer(place);
            await until("it answers again", () => asked().catch(() => 0));
        } finally {
            watcher.keepOnly([]);
        }
    });

    it("let an administrator take a server off the store, also the leader, and request nothing else", async () => {
        const needed = ["$SYS.REQ.SERVER.PING.JSZ", "$JS.API.META.LEADER.STEPDOWN", "$JS.API.SERVER.REMOVE"];
        const forbidden = harmful.filter(subject => !needed.includes(subject));
        assert.deepEqual(await refusedTo("administrator", forbidden, needed), forbidden);
    });

    it("let an update see that a server stores while it finds no majority, so that it is not started again", async () => {
        const [place, ...others] = ["local:eu-west", "local:eu-central", "local:eu-north"] as const;
        for (const each of [place, ...others]) await cluster.kill(`server ${each}`);
        await cluster.startServer(place);
        const { root, identity, servers } = cluster.identity("observer", [place]);
        const probe = { ...servers[0]!, observer: identity };
        await awaitProbe(root, probe, reason => Promise.resolve(reason));
        // Of a majority the server says something else.
        assert.notEqual((await cluster.ask<{ status_code?: number }>(place, "HEALTHZ")).status_code, 200);
        assert.deepEqual([await answerNow(root, [probe]), await storeFault(root, [probe])], [true, undefined]);
    });
});
