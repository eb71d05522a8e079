import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

import { ask } from "../../runtime/operator/store-api";
import { operatorInbox, withStore } from "../../runtime/operator/connection";
import { accessOf } from "../../components/adapters/local/provider/store/access";
import { bucketsOf, inboxOf } from "../../runtime/store/subjects";
import { CellClient } from "../support/client";
import { filesIn, filesWith, finderOf } from "../support/plain-text";
import { LocalStack } from "../support/local-stack";
import { stackConfig } from "../support/stack-config";
import { until } from "../support/until";

/** Strings that nothing else has: a key, and what is stored under it. */
const canaries = { key: "CANARY-KEY-anna-1971", value: "CANARY-VALUE-benign-1971" };

describe("what is stored in a cell", function () {
    this.timeout(300_000);
    let stack: LocalStack;

    before(async () => {
        const store = {
            tables: [{ name: "features", partitionKey: "subject", changes: { retainHours: 24 } }],
            shards: 4,
        };
        stack = await LocalStack.prepare(stackConfig({ store }));
        await stack.up();
        const [eu] = await stack.cells();
        const client = new CellClient(stack.project, eu!);
        const body = JSON.stringify({ note: canaries.value });
        const at = `/v1/tables/features/${canaries.key}`;
        const written = await client.ask({ method: "PUT", path: at, body });
        assert.equal(written.status, 200, written.body);
        for (const asked of [
            { path: at },
            { path: `${at}?consistency=strong` },
            {
                method: "POST",
                path: "/v1/tables/features/batch-get",
                body: JSON.stringify({ keys: [{ key: canaries.key }] }),
            },
            { method: "POST", path: "/v1/tables/features/changes", body: "{}" },
        ] as const) {
            // The nearest copy may be behind the write.
            await until(`${asked.path} answers with the written item`, async () => {
                const answer = await client.ask(asked);
                return answer.status === 200 && answer.body.includes(canaries.value);
            });
        }
        // What goes wrong says more than what goes right.
        await client.ask({ method: "PUT", path: at, body: `{"note":"${canaries.value}"` });
        await client.ask({ method: "PUT", path: at, body, headers: { "if-match": '"1"' } });
        await client.ask({ method: "DELETE", path: `/v1/tables/other/${canaries.key}` });
        await client.ask({ path: `/v1/tabels/features/${canaries.key}` });
        client.close();
        await stack.engine.ask(["refresh", "--yes", "--skip-preview", "--stack", stack.name]);
        // Logs are written after a while: a line for each of the nine requests.
        const gateLogs = ["eu-west", "eu-central"].map(region => stack.inServing("eu", region, "logs/gate.log"));
        const lines = () => gateLogs.map(file => readFileSync(file, "utf8").split("\n").length - 1);
        await until("the gates have logged", () => lines().reduce((sum, count) => sum + count) >= 9, 20_000);
    });
    after(async () => {
        await stack.dispose();
    });

    const finds = finderOf([canaries.key, canaries.value]);

    it("is found by the search that the other tests trust in", () => {
        assert.ok(finds(Buffer.from(`{"path":"${canaries.key}"}`)));
        assert.ok(finds(Buffer.from(Buffer.from(`anything before ${canaries.value} and behind`).toString("base64"))));
    });

    it("is in no file in plain text: no data, log, configuration, nor state of the engine", () => {
        const files = [...filesIn(path.join(stack.project, ".meridian"))];
        assert.ok(
            files.some(file => file.includes("store/eu-north/data")),
            "the store's data is among what is searched",
        );
        assert.ok(files.some(file => file.endsWith("gate.log")));
        assert.ok(files.some(file => file.includes("/state/")));
        assert.deepEqual(filesWith([canaries.key, canaries.value], files), []);
    });

    it("is in no metric of a gate", async () => {
        for (const region of ["eu-west", "eu-central"]) {
            const text = await stack.gate("eu", region).get("/stats/prometheus");
            assert.ok(text.includes("# TYPE envoy_"));
            assert.ok(!finds(Buffer.from(text)));
        }
    });

    it("is in nothing that the engine says of itself: its servers, buckets and their subjects", async () => {
        const ports = JSON.parse(readFileSync(path.join(stack.root, "ports.json"), "utf8")) as Record<string, number>;
        const name = "store.eu-west.eu.screening.localhost";
        const as = (who: string) =>
            accessOf({
                root: stack.root,
                identity: `cells/eu.screening.localhost/store/${who}-tls`,
                servers: [{ host: "127.0.0.1", port: ports[name]!, name }],
            });
        const said: string[] = [];
        await withStore(as("observer"), inboxOf("observer", "any"), async nats => {
            const whole = { subscriptions: true, streams: true, consumers: true, config: true, accounts: true };
            for (const what of ["VARZ", "JSZ", "HEALTHZ"]) {
                const subject = `$SYS.REQ.SERVER.${nats.info!.server_id}.${what}`;
                said.push((await nats.request(subject, JSON.stringify(whole), { timeout: 5_000 })).string());
            }
        });
        await withStore(as("operator"), operatorInbox, async nats => {
            for (const bucket of bucketsOf("features", 4)) {
                const info = await ask<object>(nats, `STREAM.INFO.${bucket}`, { subjects_filter: ">" });
                said.push(JSON.stringify(info));
            }
        });
        assert.ok(said.some(text => text.includes("table_features_0")));
        assert.ok(said.some(text => /table\.features\.\d\.item\./.test(text)));
        assert.ok(!said.some(text => finds(Buffer.from(text))));
    });

    it("is not known in another cell", async () => {
        const [, us] = await stack.cells();
        const client = new CellClient(stack.project, us!);
        const { status } = await client.ask({ path: `/v1/tables/features/${canaries.key}?consistency=strong` });
        client.close();
        assert.equal(status, 404);
    });

    it("has files that only their owner can read", () => {
        const open = [...filesIn(path.join(stack.root, "cells"))].filter(file => (statSync(file).mode & 0o077) !== 0);
        // Directories above are closed to others; what servers write below is as they write it.
        assert.deepEqual(
            open.filter(file => !file.includes("/data/")),
            [],
        );
        assert.equal(statSync(path.join(stack.root, "cells")).mode & 0o077, 0);
    });

    it("has servers in each cell that know no server of another", () => {
        for (const [cell, other] of [
            ["eu", "us-"],
            ["us", "eu-"],
        ] as const) {
            for (const place of readdirSync(stack.inCell(cell, "store")).filter(name => name.startsWith(`${cell}-`))) {
                const text = readFileSync(stack.inCell(cell, `store/${place}/nats-server.conf`), "utf8");
                assert.ok(text.includes(`${cell}.screening.localhost`));
                assert.ok(!text.includes(other), place);
            }
        }
    });
});
