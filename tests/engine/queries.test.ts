import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";

import type { Entry } from "../../components/watch/audit/entry";
import { parseMetrics } from "../../components/watch/metrics/text";
import { inference } from "../support/cell-under-test";
import { CellClient } from "../support/client";
import { LocalStack } from "../support/local-stack";
import { withBrowser } from "../support/hub/browser";
import { OtlpReceiver } from "../support/otlp-receiver/receiver";
import { stackConfig } from "../support/stack-config";
import { until } from "../support/until";
import { meridian } from "./meridian";

/** What must not be anywhere but where it may be: a subject in a header, a key of an item, a value of a feature. */
const canaries = { subject: "canary-subject-4711", key: "canary-key-0815", feature: 918_273.5 };
const token = "canary-token-1605";

describe("what leaves a cell of stack local", function () {
    // What takes an export is built the first time.
    this.timeout(600_000);
    let stack: LocalStack;
    let client: CellClient;
    let receiver: OtlpReceiver;

    before(async () => {
        receiver = await OtlpReceiver.start(token);
        const tables = [{ name: "features", partitionKey: "subject" }];
        const collector = {
            ...{ name: "collector", to: "otlp", endpoint: receiver.endpoint, ca: receiver.ca },
            ...{ place: "local:eu-central", cells: ["eu"], token: { secret: "collector" } },
        };
        stack = await LocalStack.prepare({
            ...stackConfig({ store: { tables, shards: 4, ephemeral: true } }),
            "meridian:observability": { audit: true, samples: { percent: 100 }, exports: [collector] },
        });
        await stack.engine.ask(["config", "set", "--secret", "secrets:collector", token, "--stack", stack.name]);
        await stack.up();
        client = new CellClient(stack.project, (await stack.cells())[0]!, "Lisbon");
        await askWithCanaries();
    });
    after(async () => {
        client.close();
        await stack.dispose();
        await receiver.stop();
    });

    async function askWithCanaries(): Promise<void> {
        const body = JSON.parse(inference(0).body!) as { inputs: { data: number[] }[] };
        body.inputs[0]!.data[0] = canaries.feature;
        const headers = { "x-subject": canaries.subject };
        for (const version of ["1.0.0", "2.0.0"]) {
            const at = `/v2/models/screening/versions/${version}/infer`;
            const answer = await client.ask({ method: "POST", path: at, headers, body: JSON.stringify(body) });
            assert.deepEqual([answer.status, answer.region], [200, "local:eu-west"], answer.body);
        }
        const item = { method: "PUT", path: `/v1/tables/features/${canaries.key}` } as const;
        assert.equal((await client.ask({ ...item, body: JSON.stringify({ age: canaries.feature }) })).status, 200);
        assert.equal((await client.ask({ path: item.path })).status, 200);
        // Refused ones are logged otherwise.
        await client.ask({ method: "POST", path: `/v2/models/screening/infer`, headers, body: canaries.key });
        await client.ask({ path: `/v1/tables/nothing/${canaries.key}`, headers });
    }

    const hub = () => {
        const text = readFileSync(path.join(stack.root, "watched.json"), "utf8");
        const { hub } = JSON.parse(text) as { hub: { host: string; port: number; socket: string } };
        return { ...hub, socketPath: path.join(stack.root, hub.socket) };
    };
    function fromHub(at: string): Promise<string> {
        const { socketPath } = hub();
        return new Promise((resolve, reject) => {
            const sent = request({ socketPath, path: at }, answer => {
                let text = "";
                answer.setEncoding("utf8").on("data", (more: string) => (text += more));
                answer.on("error", reject).on("end", () => {
                    resolve(text);
                });
            });
            sent.on("error", reject).end();
        });
    }

    function filesBelow(directory: string): string[] {
        return readdirSync(directory).flatMap(name => {
            const file = path.join(directory, name);
            const status = lstatSync(file);
            return status.isDirectory() ? filesBelow(file) : status.isFile() ? [file] : [];
        });
    }
    const reported = Object.values(canaries).map(String);
    const having = (text: string) => reported.filter(canary => text.includes(canary));

    const logs = (...more: string[]) =>
        meridian(stack, "logs", "local:eu-west", "--process", "gate", "--reason", "incident 12", ...more);
    const samples = () =>
        meridian(stack, "samples", "local:eu-west", ..."--model screening --version 1.0.0 --reason drift".split(" "));
    async function queries(): Promise<Entry[]> {
        const { code, stdout, stderr } = await meridian(stack, "audit", "show", "--json");
        assert.equal(code, 0, stderr);
        return (JSON.parse(stdout) as { entries: Entry[] }).entries.filter(({ via }) => via === "query");
    }

    it("has nothing of a subject, a key or a value, at the hub or in any file, though all of it was counted", async () => {
        const counted = await until(
            "the hub has counted",
            async () => {
                const text = await fromHub("/metrics");
                return /meridian_inferences_total\{[^}]*region="local:eu-west"[^}]*\} [1-9]/.test(text) && text;
            },
            20_000,
        );
        assert.deepEqual(having(counted), []);
        assert.deepEqual(having(await fromHub("/api/state")), []);
        const gate = stack.inServing("eu", "eu-west", "logs/gate.log");
        await until("the gate has logged", () => readFileSync(gate, "utf8").includes('"/v1/tables'), 20_000);
        const files = filesBelow(stack.root);
        assert.ok(files.includes(gate) && files.length > 50);
        assert.deepEqual(
            files.filter(file => having(readFileSync(file, "latin1")).length > 0),
            [],
        );
    });

    it("is counted by every process of it, the backup's store too, which all tell the hub", async () => {
        const reported = await until(
            "the hub has looked at all",
            async () => {
                const { samples } = parseMetrics(await fromHub("/metrics"));
                return (
                    samples.some(
                        ({ name }) =>
                            name === "meridian_shadow_comparisons_total" || name === "gnatsd_varz_connections",
                    ) &&
                    // In one look all answered: a process that is late in one answers in the next.
                    samples.every(({ name, value }) => name !== "meridian_scrape_up" || value === 1) &&
                    samples
                );
            },
            60_000,
        );
        const up = reported.filter(({ name }) => name === "meridian_scrape_up");
        const where = up.map(({ labels: { region = "", job, instance } }) =>
            job === "model-server" ? `${region} ${job}` : `${region} ${job} ${instance}`,
        );
        const of = (region: string, ...more: string[]) =>
            ["gate gate", "model-server", "store store", "table-server tables", "watcher watcher", ...more].map(
                process => `${region} ${process}`,
            );
        assert.deepEqual(
            [...new Set(where)].sort(),
            [
                " edge edge",
                " edge edge-2",
                ...of("local:eu-central"),
                ...of("local:eu-west", "store store-eu-north"),
                ...of("local:us-east", "store store-us-south"),
                ...of("local:us-west"),
            ].sort(),
        );
        const sources = [...where, " hub hub"].map(one => one.split(" ")[1]);
        for (const job of new Set(sources)) {
            const memory =
                job === "gate" || job === "edge"
                    ? "envoy_server_memory_allocated"
                    : job === "store"
                      ? "gnatsd_varz_mem"
                      : "process_resident_memory_bytes";
            assert.ok(
                reported.some(({ name, labels, value }) => name === memory && labels.job === job && value > 0),
                job,
            );
        }
    });

    it("is shown by the hub's page, live, to the browser that opens its address first", async () => {
        const { stdout } = await meridian(stack, "hub");
        const [address = ""] = /http:\/\/\S+$/m.exec(stdout) ?? [];
        assert.match(address, /\?ticket=/, stdout);
        await withBrowser(async browser => {
            const page = await (await browser.newContext()).newPage();
            const complaints: string[] = [];
            page.on("console", message => {
                if (message.type() !== "log") complaints.push(message.text());
            });
            page.on("pageerror", error => complaints.push(error.message));
            await page.goto(address);
            await page.getByText("All 4 regions serve").first().waitFor();
            assert.equal(page.url(), address.replace(/\?.*/, ""), "no address has a ticket that is used up");
            const time = page.locator(".updated time");
            const first = await time.getAttribute("datetime");
            await until("it tells something new", async () => (await time.getAttribute("datetime")) !== first, 20_000);
            assert.deepEqual(having(await page.content()), []);
            const other = await (await browser.newContext()).newPage();
            assert.equal((await other.goto(address))!.status(), 401);
            assert.deepEqual(complaints, []);
        });
    });

    it("goes to an export as aggregates of its cell, by a token that only its owner reads", async () => {
        const counted = await until(
            "the export has counted",
            () =>
                receiver.taken.find(request => {
                    const { dataPoints = [] } = receiver.metrics(request).get("meridian_inferences_total")?.sum ?? {};
                    return dataPoints.some(({ asDouble }) => Number(asDouble) > 0);
                }),
            90_000,
        );
        const text = JSON.stringify(counted);
        assert.deepEqual(having(text), []);
        const cells = [...text.matchAll(/"key":"cell","value":{"stringValue":"(\w+)"}/g)].map(([, cell]) => cell);
        assert.deepEqual([...new Set(cells)], ["eu"]);
        const { dataPoints } = receiver.metrics(counted).get("envoy_tcp_downstream_cx_total")!.sum!;
        assert.ok(dataPoints.some(({ asDouble }) => Number(asDouble) > 0));

        const file = path.join(stack.root, "hubs/hub/exports/collector/token");
        assert.equal(readFileSync(file, "utf8"), token);
        assert.equal(lstatSync(file).mode & 0o777, 0o600);
        const others = filesBelow(stack.project).filter(one => readFileSync(one, "latin1").includes(token));
        assert.deepEqual(others, [file]);
        for (const what of [
            ["stack", "export"],
            ["stack", "output", "--json"],
            ["up", "--yes", "--skip-preview", "--diff"],
        ]) {
            const { output, errors } = await stack.run(...what);
            assert.ok(!`${output}${errors}`.includes(token), what.join(" "));
            assert.ok(!`${output}${errors}`.includes(createHash("sha256").update(token).digest("hex")), what.join(" "));
        }
    });

    it("has what a release was asked in that region's memory alone, for who says why", async () => {
        const { code, stdout, stderr } = await samples();
        assert.equal(code, 0, stderr);
        assert.deepEqual(having(stdout), [String(canaries.feature)]);
        const elsewhere = await meridian(
            stack,
            ..."samples local:us-east --model screening --version 1.0.0 --reason drift".split(" "),
        );
        assert.deepEqual([elsewhere.code, elsewhere.stdout], [0, ""]);
        assert.deepEqual(
            (await queries()).map(({ cell, region, subject, what }) => [cell, region, subject, what]),
            [
                ["eu", "local:eu-west", "samples", "samples of model screening 1.0.0: drift"],
                ["us", "local:us-east", "samples", "samples of model screening 1.0.0: drift"],
            ],
        );
    });

    it("has lines of logs for who says why, which is in the audit trail, and what was looked for is not", async () => {
        const { code, stdout, stderr } = await logs("--contains", canaries.key, "--json");
        assert.equal(code, 0, stderr);
        assert.deepEqual((JSON.parse(stdout) as { lines: string[] }).lines, []);
        const { stdout: lines } = await logs("--contains", '"status":200', "--most", "3");
        assert.equal(lines.trimEnd().split("\n").length, 3);
        assert.ok(lines.split("\n").every(line => line === "" || line.includes('"region":"local:eu-west"')));
        const found = (await queries()).filter(({ subject }) => subject === "logs");
        assert.deepEqual(
            found.map(({ what, detail }) => [what, detail?.filtered]),
            [
                ["logs of gate: incident 12", true],
                ["logs of gate: incident 12", true],
            ],
        );
        const trail = readFileSync(stack.inCell("eu", "eu-west/audit/audit.jsonl"), "utf8");
        assert.deepEqual(having(trail), []);
        assert.equal((await meridian(stack, "audit", "verify")).code, 0);
    });

    it("has nothing of a process that isn't the region's, and says which there are", async () => {
        const { code, stderr } = await meridian(
            stack,
            ..."logs local:eu-west --process ../../gate --reason why".split(" "),
        );
        assert.equal(code, 2);
        assert.match(stderr, /no such process; allowed: "gate", "screening-1\.0\.0-\w{8}", .*"tables", "watcher"/);
    });

    it("returns nothing if the caller can't be recorded", async () => {
        const anchor = stack.inCell("eu", "eu-central/audit");
        renameSync(anchor, `${anchor}-aside`);
        writeFileSync(anchor, "in the way");
        try {
            for (const { code, stdout, stderr } of [await logs(), await samples()]) {
                assert.deepEqual([code, stdout], [2, ""]);
                assert.match(stderr, /answers 503: the audit trail can't be written to all its places/);
            }
        } finally {
            rmSync(anchor);
            renameSync(`${anchor}-aside`, anchor);
        }
        assert.equal((await logs()).code, 0);
        assert.equal((await meridian(stack, "audit", "verify")).code, 0);
    });

    it("has nothing while the hub is down", async () => {
        const [pid] = await stack.pids(/^hub$/);
        process.kill(pid!, "SIGSTOP");
        try {
            const { code, stdout, stderr } = await logs();
            assert.deepEqual([code, stdout], [2, ""]);
            assert.match(stderr, /^the hub at \S+ does not answer/);
        } finally {
            process.kill(pid!, "SIGCONT");
        }
    });

    it("leaves no trail where the store is ephemeral, too, when the stack goes", async () => {
        const { exitCode, output, errors } = await stack.run("destroy", "--yes", "--skip-preview");
        assert.equal(exitCode, 0, errors || output);
        assert.ok(!existsSync(path.join(stack.root, "cells")), "nothing of a cell is left");
    });
});
