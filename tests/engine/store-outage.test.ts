import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { type Asked, CellClient } from "../support/client";
import { LocalStack } from "../support/local-stack";
import { stackConfig } from "../support/stack-config";
import { until } from "../support/until";
import { planned } from "./steps";

const table = { name: "features", partitionKey: "subject", changes: { retainHours: 24 } };
/** Of a write in Dublin: to Frankfurt or Stockholm and back, as on the map, is 1 ms for each 67 km. */
const leastMs = 15;

describe("the store of a stack whose places have their distance, asked through gates", function () {
    this.timeout(600_000);
    let stack: LocalStack;
    let clients: CellClient[];

    before(async () => {
        const config = stackConfig({ withUs: false, store: { tables: [table], shards: 8 } });
        stack = await LocalStack.prepare({ ...config, "meridian:local": { latency: {} } });
        await stack.up();
        const [eu] = await stack.cells();
        clients = ["Lisbon", "Berlin"].map(city => new CellClient(stack.project, eu!, city));
    });
    after(async () => {
        for (const client of clients) client.close();
        await stack.dispose();
    });

    const put = (client: CellClient, key: string, value: unknown) =>
        client.ask({
            method: "PUT",
            path: `/v1/tables/features/${key}`,
            body: JSON.stringify({ value }),
            timeoutMs: 30_000,
        });
    /** Once the answer says what there is: one of 503 says nothing of an item. */
    const sure = (client: CellClient, asked: Asked) =>
        until(`${asked.path ?? ""} is answered`, async () => {
            const answer = await client.ask({ ...asked, timeoutMs: 30_000 });
            return answer.status < 500 && answer;
        });
    const get = (client: CellClient, key: string) =>
        sure(client, { path: `/v1/tables/features/${key}?consistency=strong` });

    it("takes writes no faster than a majority of the places can have them", async () => {
        await until("it is served", async () => (await put(clients[0]!, "first", 0)).status === 200, 30_000);
        const times: number[] = [];
        for (let i = 0; i < 20; i++) {
            const begun = performance.now();
            if ((await put(clients[0]!, `timed${i}`, i)).status === 200) times.push(performance.now() - begun);
        }
        assert.ok(times.length > 0 && Math.min(...times) > leastMs, `${Math.min(...times)} ms`);
        assert.deepEqual(await planned(stack), {});
    });

    it("loses no acknowledged write with a whole region, and goes on taking them in the other", async () => {
        const acknowledged = new Map<string, number>();
        let downSince = Infinity;
        let during = 0;
        const over = new AbortController();
        const writing = clients.map(async (client, writer) => {
            for (let i = 0; !over.signal.aborted; i++) {
                const key = `w${writer}-${i}`;
                const answer = await put(client, key, i).catch(() => undefined);
                if (answer?.status === 200) {
                    acknowledged.set(key, i);
                    if (performance.now() > downSince + 1_000) during++;
                } else await pause(50);
            }
        });
        const supervisor = stack.supervisorPid();
        try {
            await until("writes are taken", () => acknowledged.size > 50, 30_000);
            // It keeps the region down, and comes back to it.
            const region = await stack.pids(/eu-west/);
            process.kill(supervisor, "SIGSTOP");
            for (const pid of region) process.kill(pid, "SIGKILL");
            downSince = performance.now();
            await until("the other region takes writes", () => during > 20, 60_000);
        } finally {
            process.kill(supervisor, "SIGCONT");
        }
        const enough = acknowledged.size + 50;
        await until("all goes on", () => acknowledged.size > enough, 60_000);
        over.abort();
        await Promise.all(writing);
        console.log(`      ${acknowledged.size} acknowledged writes, ${during} of them while the region was down`);
        for (const client of clients) {
            for (const [key, value] of acknowledged) {
                const { status, body } = await get(client, key);
                assert.deepEqual(
                    [status, (JSON.parse(body) as { item?: { value?: number } }).item?.value],
                    [200, value],
                    key,
                );
            }
        }
    });

    it("tells a consumer each of them once, in a region or the other", async () => {
        const reported = new Map<string, number>();
        for (let after: string | undefined, turn = 0; ; turn++) {
            const { status, body } = await sure(clients[turn % 2]!, {
                method: "POST",
                path: "/v1/tables/features/changes",
                body: JSON.stringify({ most: 50, after }),
            });
            assert.equal(status, 200, body);
            const page = JSON.parse(body) as { changes: { key: string }[]; next: string; more: boolean };
            for (const { key } of page.changes) reported.set(key, (reported.get(key) ?? 0) + 1);
            after = page.next;
            if (!page.more && page.changes.length === 0) break;
        }
        const written = [...reported].filter(([key]) => /^w\d-/.test(key));
        assert.ok(written.length > 100);
        assert.deepEqual(
            written.filter(([, times]) => times !== 1),
            [],
        );
    });
});
