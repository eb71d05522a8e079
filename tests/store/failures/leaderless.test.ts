import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { StoreClient } from "../../support/store/client";
import { StoreCluster } from "../../support/store/cluster";
import { until } from "../../support/until";

describe("a table whose shards have no leader", function () {
    this.timeout(300_000);
    let cluster: StoreCluster;
    let clients: StoreClient[];

    before(async () => {
        cluster = await StoreCluster.start();
        clients = cluster.regions.map(region => new StoreClient(cluster.target(region)));
    });
    after(async () => {
        for (const client of clients) client.close();
        await cluster.stop();
    });

    it("leaves the others as they are, however long they have no requests", async () => {
        const file = path.join(cluster.directory, "tables.json");
        const reported = JSON.parse(await readFile(file, "utf8")) as { tables: object[] };
        reported.tables.push({ name: "leaderless", partitionKey: "id", shards: 8 });
        await writeFile(file, JSON.stringify(reported));
        await until("both know of it", async () => {
            const all = await Promise.all(clients.map(client => client.ask({ path: "leaderless/x" })));
            return all.every(({ status }) => status === 503);
        });
        // For longer than after which a region is taken for one that is cut off.
        await pause(13_000);
        for (const client of clients) {
            // One that was taken for cut off would stay so: the others have no leader for as long as the test lasts.
            await until("it reads and writes", async () => {
                const [write, read, nearest] = [
                    await client.ask({ method: "PUT", path: "items/a", body: { value: 1 } }),
                    await client.ask({ path: "items/a?consistency=strong" }),
                    await client.ask({ path: "items/a?consistency=nearest" }),
                ];
                const { lagMsAtMost } = nearest.body;
                return (
                    [write, read, nearest].every(({ status }) => status === 200) &&
                    typeof lagMsAtMost === "number" &&
                    lagMsAtMost < 6_000
                );
            });
        }
    });
});
