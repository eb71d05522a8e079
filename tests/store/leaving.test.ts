import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { operatorInbox, withStore } from "../../runtime/operator/connection";
import { handOver } from "../../runtime/operator/store-api";
import { inboxOf } from "../../runtime/store/subjects";
import { makeTable } from "../../runtime/operator/table";
import { endPrograms, Program } from "../runtime/program";
import { StoreCluster } from "../support/store/cluster";
import { central, north, west } from "../support/store/under-failures";
import { until } from "../support/until";

const south = "local:eu-south";
const members = [west, central, north];

describe("a place that leaves a cell's store", function () {
    this.timeout(300_000);
    let cluster: StoreCluster;

    before(async () => {
        cluster = await StoreCluster.start({ places: [...members, south], regions: [west, central] });
    });
    after(async () => {
        await endPrograms();
        await cluster.stop();
    });

    const tableOf = (name: string) => ({
        ...{ cell: "eu", name, partitionKey: "id", shards: cluster.table.shards, copies: members, primary: west },
    });

    /** Runs an operator to its end. */
    async function operate(isAdministrator = true) {
        const { servers, tls } = cluster.access("operator", [west]);
        const { tls: administrator } = cluster.access("administrator", [west]);
        const spec = path.join(cluster.directory, "store.json");
        writeFileSync(spec, JSON.stringify({ tables: [tableOf(cluster.table.name)], members }));
        const { host, name, port } = servers[0]!;
        const program = new Program("operator", {
            ...{ CELL: "eu", REGION: west, SPEC: spec },
            ...{ STORE_HOST: host, STORE_PORT: String(port), STORE_NAME: name },
            ...{ TLS_CERT: tls.cert, TLS_KEY: tls.key, TLS_CA: tls.ca },
            ...(isAdministrator && { ADMINISTRATOR_CERT: administrator.cert, ADMINISTRATOR_KEY: administrator.key }),
        });
        return { code: await program.exit(), lines: program.lines };
    }

    const listAt = async (place: string) =>
        (await cluster.ask<{ meta_cluster?: { leader: string; cluster_size: number } }>(place, "JSZ")).meta_cluster;
    const sizeAt = async (place: string) => (await listAt(place))?.cluster_size;
    const leaderAt = async (place: string) => (await listAt(place))?.leader;

    it("is not taken off without a certificate for that, and nothing else is done either", async () => {
        const { code, lines } = await operate(false);
        assert.equal(code, 2);
        const [line] = lines;
        assert.match(JSON.stringify(line), /ADMINISTRATOR_CERT/);
        assert.equal(lines.length, 1);
        assert.equal(await sizeAt(west), 4);
    });

    it("counts for the majority until it is taken off, and not after that, while its server still runs, although it led", async () => {
        await withStore(cluster.access("administrator", members), inboxOf("administrator", "any"), async nats => {
            if ((await leaderAt(west)) !== south) await handOver(nats, south);
        });
        await until("it leads", async () => (await leaderAt(west)) === south);
        const settled = async () => {
            const { code, lines } = await operate();
            assert.equal(code, 0, JSON.stringify(lines));
            return lines.find(({ event }) => event === "members settled")?.removed;
        };
        assert.deepEqual(await settled(), [south]);
        for (const place of members) {
            await until(`${place} counts three`, async () => (await sizeAt(place)) === 3);
        }
        assert.deepEqual(await settled(), []);
        // It learned that it left: else it would answer every request that the store has no leader.
        assert.match(
            cluster.log(`server ${south}`),
            /JetStream being DISABLED, our server was removed from the cluster/,
        );
    });

    it("is not missed when another place is lost as well: of four, two would be no majority", async () => {
        await cluster.kill(`server ${south}`);
        await cluster.kill(`server ${north}`);
        const make = () =>
            withStore(cluster.access("operator", members), operatorInbox, nats => makeTable(nats, tableOf("others")));
        await until(
            "a table is made",
            () =>
                make().then(
                    () => true,
                    () => false,
                ),
            60_000,
        );
    });
});
