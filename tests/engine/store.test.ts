import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { heal } from "../../cli/local/heal";
import { sha256 } from "../../runtime/files";
import { infoOf } from "../../runtime/operator/bucket";
import { operatorInbox, withStore } from "../../runtime/operator/connection";
import { accessOf } from "../../components/adapters/local/provider/store/access";
import { bucketsOf } from "../../runtime/store/subjects";

import { type Asked, CellClient } from "../support/client";
import { LocalStack } from "../support/local-stack";
import { standStill } from "../support/stand-still";
import { digestOf, stackConfig } from "../support/stack-config";
import { until } from "../support/until";
import { interruptedAt, stepsWithin } from "./interrupted";
import { planned, type Steps, updated } from "./steps";

const features = { name: "features", partitionKey: "subject" };
const visits = { name: "visits", partitionKey: "subject", sortKey: "at" };
const shards = 8;
const items = 40;

describe("the store of stack local", function () {
    this.timeout(600_000);
    const of = (tables: readonly unknown[], eu?: readonly string[]) =>
        stackConfig({ withUs: false, store: { tables, shards }, ...(eu && { eu }) });
    let stack: LocalStack;
    let client: CellClient;

    before(async () => {
        stack = await LocalStack.prepare(of([features]));
        await stack.up();
        client = new CellClient(stack.project, (await stack.cells())[0]!);
        await writeItems();
    });
    after(async () => {
        client.close();
        await stack.dispose();
    });

    /** Repeats a request that gets 503: a write may then be done twice. */
    const sure = (asked: Asked) =>
        until(`${asked.path ?? ""} is answered`, async () => {
            const answer = await client.ask({ ...asked, timeoutMs: 30_000 });
            return answer.status < 500 && answer;
        });
    const put = (path: string, value: unknown) =>
        sure({ method: "PUT", path: `/v1/tables/${path}`, body: JSON.stringify(value) });
    const get = (path: string) => sure({ path: `/v1/tables/${path}?consistency=strong` });

    async function writeItems(): Promise<void> {
        for (let i = 0; i < items; i++) {
            const { status, body } = await put(`features/s${i}`, { value: i });
            assert.equal(status, 200, body);
        }
    }

    async function readItems(): Promise<void> {
        for (let i = 0; i < items; i++) {
            const { status, body } = await get(`features/s${i}`);
            assert.equal(status, 200, body);
            assert.deepEqual((JSON.parse(body) as { item: unknown }).item, { subject: `s${i}`, value: i });
        }
    }

    /** Who leads each shard, by the engine's word. */
    async function leaders(): Promise<(string | undefined)[]> {
        const ports = JSON.parse(readFileSync(path.join(stack.root, "ports.json"), "utf8")) as Record<string, number>;
        const name = "store.eu-west.eu.screening.localhost";
        const access = accessOf({
            root: stack.root,
            identity: "cells/eu.screening.localhost/store/operator-tls",
            servers: [{ host: "127.0.0.1", port: ports[name]!, name }],
        });
        return withStore(access, operatorInbox, nats =>
            Promise.all(
                bucketsOf("features", shards).map(async bucket => (await infoOf(nats, bucket))?.cluster?.leader),
            ),
        );
    }

    it("keeps what is written, and changes nothing by a second update", async () => {
        assert.deepEqual(await planned(stack), {});
        assert.deepEqual(await updated(stack), {});
        await readItems();
    });

    it("gets a table more, and loses it, by changing only that, and telling those who serve it and lead to it", async () => {
        await stack.configure(of([features, visits]));
        const lists = ["eu-central", "eu-west"].flatMap(region => [
            `screening-eu-${region}-gate-files`,
            `screening-eu-store-${region}-tables-list`,
        ]);
        // And commands, which may rehearse an outage of what is stored.
        lists.push("hub-watched");
        lists.sort();
        assert.deepEqual(await updated(stack), { create: ["screening-eu-store-visits"], update: lists });
        assert.equal((await put("visits/anna/2026-01-01", { kind: "first" })).status, 200);
        assert.equal((await put("visits/anna/2025-12-31", { kind: "before" })).status, 200);
        const { body } = await get("visits/anna");
        assert.deepEqual(
            (JSON.parse(body) as { items: { item: { kind: string } }[] }).items.map(({ item }) => item.kind),
            ["before", "first"],
        );
        await stack.configure(of([features]));
        assert.deepEqual(await updated(stack), { delete: ["screening-eu-store-visits"], update: lists });
        await readItems();
    });

    it("refuses another partition key before anything is changed, with the way to get there", async () => {
        await stack.configure(of([{ ...features, partitionKey: "patient" }]));
        const { exitCode, output, errors } = await stack.run("preview");
        assert.notEqual(exitCode, 0);
        assert.match(output + errors, /table features of cell eu: partition key subject can't become patient/);
        assert.match(output + errors, /add a table of another name beside it/);
        await stack.configure(of([features]));
    });

    /** What is done when a region comes. */
    let coming: Steps;

    it("moves shards to a region that comes, and from one that goes, with all items", async () => {
        await stack.configure(of([features], ["local:eu-west", "local:eu-central", "local:eu-south"]));
        const come = await updated(stack);
        coming = come;
        assert.deepEqual(Object.keys(come).sort(), ["create", "update"]);
        assert.ok(
            come.create!.every(name => name.includes("eu-south")),
            String(come.create),
        );
        // While shards move, a request for who leads one may get no answer.
        const leading = (): ReturnType<typeof leaders> => leaders().catch(() => []);
        await until("it leads its share", async () => (await leading()).includes("local:eu-south"), 60_000);
        await readItems();
        assert.deepEqual(await planned(stack), {});
        await stack.configure(of([features]));
        const gone = await updated(stack);
        assert.deepEqual(Object.keys(gone).sort(), ["delete", "update"]);
        assert.ok(
            gone.delete!.every(name => name.includes("eu-south")),
            String(gone.delete),
        );
        const both = ["local:eu-central", "local:eu-west"].join();
        await until("the others lead", async () => [...new Set(await leading())].sort().join() === both, 60_000);
        await readItems();
        assert.deepEqual(await planned(stack), {});
    });

    it("goes on with a move to another region that was cut off in any of its steps, with all items", async () => {
        const three = of([features], ["local:eu-west", "local:eu-central", "local:eu-south"]);
        for (const step of stepsWithin(coming, 3)) {
            await stack.configure(three);
            const { ended } = await interruptedAt(stack, step, "SIGKILL", true);
            assert.ok(!ended, `an update has ${step} steps`);
            await heal(stack.engine);
            await readItems();
            await stack.up();
            await readItems();
            assert.deepEqual(await planned(stack), {});
            await stack.configure(of([features]));
            await stack.up();
        }
    });

    it("downloads a corrupt model file again, and takes its region out of traffic until then", async () => {
        const file = stack.inCell("eu", `eu-west/artifacts/${digestOf("1.0.0").slice("sha256:".length)}`);
        const lisbon = new CellClient(stack.project, (await stack.cells())[0]!, "Lisbon");
        const answeredBy = async () => (await lisbon.ask({ path: "/v2/models/screening/versions/1.0.0" })).region;
        await until("eu-west answers", async () => (await answeredBy()) === "local:eu-west", 30_000);
        // If the store does not answer, a corrupt file stays so for a while.
        const servers = await stack.pids(/^screening-eu-store-eu-west-server$/);
        assert.equal(servers.length, 1);
        try {
            await standStill(servers);
            writeFileSync(file, "spoilt");
            await stack.kill(/^screening-eu-eu-west-screening-1\.0\.0/);
            await until("another region answers", async () => (await answeredBy()) === "local:eu-central", 30_000);
            const log = stack.inServing("eu", "eu-west", `logs/screening-1.0.0-${digestOf("1.0.0").slice(7, 15)}.log`);
            await until("the server is back", () => readFileSync(log, "utf8").includes("digest mismatch"), 30_000);
            for (let i = 0; i < 10; i++) assert.equal(await answeredBy(), "local:eu-central");
            assert.equal(readFileSync(file, "utf8"), "spoilt");
        } finally {
            for (const pid of servers) process.kill(pid, "SIGCONT");
        }
        await until("eu-west answers again", async () => (await answeredBy()) === "local:eu-west", 30_000);
        lisbon.close();
        assert.equal(sha256(readFileSync(file)), digestOf("1.0.0"));
    });

    it("is kept when the stack goes, which says where, and found again", async () => {
        const { exitCode, output, errors } = await stack.run("destroy", "--yes", "--skip-preview");
        assert.equal(exitCode, 0, errors);
        const data = stack.inCell("eu", "store/eu-west/data");
        assert.match(
            output,
            /data of cell eu in local:eu-west is kept in \S+store\/eu-west\/data; set store\.ephemeral/,
        );
        assert.ok(existsSync(data));
        assert.deepEqual(await stack.processes(), []);
        await stack.up();
        // Its authority is another now.
        client.close();
        client = new CellClient(stack.project, (await stack.cells())[0]!);
        await readItems();
    });
});
