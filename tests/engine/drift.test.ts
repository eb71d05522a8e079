import assert from "node:assert/strict";
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { CellClient } from "../support/client";
import type { LocalStack } from "../support/local-stack";
import { inference } from "../support/cell-under-test";
import { failed, Load, tally } from "../support/load";
import { sharedStack } from "../support/shared-stack";
import { until } from "../support/until";
import { pidsOfAll, serverOf } from "./running";
import { planned, updated } from "./steps";

describe("what was stopped, removed or tampered with since the last update", function () {
    this.timeout(400_000);
    let stack: LocalStack;

    before(async () => {
        stack = await sharedStack("plain");
    });

    const artifact = (region: string, version: string) => {
        const directory = stack.inServing("eu", region, `artifacts/screening/${version}`);
        return path.join(directory, readdirSync(directory)[0]!);
    };
    const stopped = serverOf("eu", "eu-west", "1.0.0");
    const tampered = serverOf("us", "us-east", "2.0.0");
    const withoutArtifact = serverOf("eu", "eu-central", "1.0.0");

    /** One of each kind, each in another place; and what each is called as a resource. */
    async function strike(): Promise<string[]> {
        await stack.supervisor.stop(stopped);
        writeFileSync(
            path.join(stack.root, "programs", `${tampered}.conf`),
            `[program:${tampered}]\ncommand=/bin/false\n`,
        );
        rmSync(artifact("eu-central", "1.0.0"));
        appendFileSync(artifact("eu-west", "2.0.0"), "more");
        writeFileSync(stack.inGate("eu", "eu-central", "clusters.json"), "{}");
        writeFileSync(stack.inGate("eu", "eu-west", "listeners.json"), "no JSON");
        rmSync(stack.inCell("eu", "eu-west/gate-tls/tls.key"));
        writeFileSync(stack.inCell("eu", "eu-central/servers-tls/tls.crt"), "no certificate");
        return [
            stopped,
            tampered,
            `${withoutArtifact}-artifact`,
            `${serverOf("eu", "eu-west", "2.0.0")}-artifact`,
            "screening-eu-eu-central-gate-files",
            "screening-eu-eu-west-gate-files",
            "eu-west.eu.screening.localhost-gate",
            "eu-central.eu.screening.localhost-servers",
        ].sort();
    }

    async function allAnswer(): Promise<void> {
        for (const cell of await stack.cells()) {
            for (const { city } of cell.points) {
                const client = new CellClient(stack.project, cell, city);
                await until(`cell ${cell.name} answers from ${city}`, async () => (await client.ask()).status === 200);
                client.close();
            }
        }
    }

    it("is all seen by a preview, and put right by the next update, which touches nothing else", async () => {
        const before = await pidsOfAll(stack);
        const struck = await strike();
        const { update: seen = [], ...others } = await planned(stack);
        // Of what depends on something that is about to change, a preview can't know that it will stay.
        assert.deepEqual(
            struck.filter(name => !seen.includes(name)),
            [],
        );
        assert.deepEqual(others, {});

        assert.deepEqual(await updated(stack), { update: struck });
        const after = await pidsOfAll(stack);
        const restarted = Object.keys(before).filter(name => after[name] !== before[name]);
        assert.deepEqual(restarted, [stopped, tampered].sort());
        assert.deepEqual(await planned(stack), {});
        await allAnswer();
    });

    it("is all seen by a refresh, and put right by the update after it", async () => {
        const before = await pidsOfAll(stack);
        const struck = await strike();
        const refresh = await stack.run("refresh", "--yes", "--skip-preview");
        assert.equal(refresh.exitCode, 0, refresh.errors || refresh.output);
        assert.match(refresh.output, /[1-9]\d* (updated|deleted)/);

        // What was gone is recreated, what was another is changed.
        const { create = [], update = [], ...others } = await updated(stack);
        assert.deepEqual([...new Set([...create, ...update])].sort(), struck);
        assert.deepEqual(others, {});
        const after = await pidsOfAll(stack);
        const restarted = Object.keys(before).filter(name => after[name] !== before[name]);
        assert.deepEqual(restarted, [stopped, tampered].sort());
        assert.deepEqual(await planned(stack), {});
        await allAnswer();
    });

    it("is the book of ports: everything stays where it listens", async () => {
        const before = await pidsOfAll(stack);
        const book = path.join(stack.root, "ports.json");
        const ports = JSON.parse(readFileSync(book, "utf8")) as Record<string, number>;
        rmSync(book);
        await stack.up();
        assert.deepEqual(JSON.parse(readFileSync(book, "utf8")), ports);
        assert.deepEqual(await pidsOfAll(stack), before);
    });

    it("is a cell's authority: the cell gets a new one with all its certificates, and the other cell keeps its own", async () => {
        const other = readFileSync(stack.inCell("us", "us-east/gate-tls/tls.crt"));
        rmSync(stack.inCell("eu", "authority/authority.key"));
        const { update = [] } = await updated(stack);
        assert.ok(update.includes("eu.screening.localhost"), update.join(", "));
        assert.deepEqual(readFileSync(stack.inCell("us", "us-east/gate-tls/tls.crt")), other);
        await allAnswer();
        assert.deepEqual(await planned(stack), {});
    });

    it("is the supervisor: the next update starts it and its programs again, one after the other", async () => {
        const before = await pidsOfAll(stack);
        const supervisord = Number(readFileSync(path.join(stack.root, "supervisord.pid"), "utf8"));
        process.kill(supervisord, "SIGKILL");
        await until("the supervisor is gone", async () => !(await stack.supervisor.isUp()));
        assert.deepEqual(
            (await stack.processes()).sort(),
            Object.values(before).sort(),
            "the programs go on without it",
        );
        await allAnswer();

        const [cell] = await stack.cells();
        const client = new CellClient(stack.project, cell!, cell!.points[0]!.city);
        const load = new Load(20, i => client.ask(inference(i)));
        await stack.up();
        const outcomes = await load.finish();
        client.close();
        const answered = outcomes.filter(({ answer }) => answer?.status === 200).map(({ at, ms }) => at + ms);
        const longestMs = Math.max(...answered.map((at, i) => at - (answered[i - 1] ?? 0)));
        const took = load.now;
        console.log(
            `      ${failed(outcomes).length} of ${outcomes.length} requests failed in ${Math.round(took)} ms, ` +
                `and none was answered for ${Math.round(longestMs)} ms`,
        );
        // Started all at once, they were away for most of the update.
        assert.ok(longestMs < took / 4, tally(failed(outcomes)));
        const after = await pidsOfAll(stack);
        assert.deepEqual(Object.keys(after).sort(), Object.keys(before).sort());
        assert.deepEqual(
            Object.keys(after).filter(name => after[name] === before[name]),
            [],
        );
        await allAnswer();
        assert.deepEqual(await planned(stack), {});
    });
});
