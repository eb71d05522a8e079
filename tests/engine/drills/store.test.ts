import assert from "node:assert/strict";
import path from "node:path";

import type { Result } from "../../../cli/drill/result";
import { openStore } from "../../../runtime/store/connection";
import { inboxOf } from "../../../runtime/store/subjects";
import { CellClient } from "../../support/client";
import { drill, drillThatSaid, inShort, passingDrill } from "../../support/drill";
import { untilHealthy } from "../../support/healthy";
import type { LocalStack } from "../../support/local-stack";
import { type Patch, withPatchedProgram } from "../../support/patched-program";
import { sharedStack } from "../../support/shared-stack";
import { until } from "../../support/until";

/** Acknowledges what no majority has after a second, and takes the nearest copy for all that was acknowledged. */
const hasty: Patch = {
    file: "runtime/store/shard.js",
    changes: [
        [
            "async write({",
            `async write(write) {
                const done = { kind: "done", revision: 1 };
                return this.patiently(write, performance.now() + 900).catch(() => done);
            }
            async patiently({`,
        ],
        [
            "async strong(subjects, deadline, wanted = {}) {",
            `async strong(subjects, deadline, wanted = {}) {
                // As long as copies need where nothing is cut.
                await new Promise(done => setTimeout(done, 500));
                return this.nearest(subjects, deadline, wanted);`,
        ],
    ],
};

describe("drills of a cell's store, where it is broken", function () {
    this.timeout(400_000);
    let stack: LocalStack;

    before(async () => {
        stack = await sharedStack("stored");
    });
    beforeEach(() => untilHealthy(stack));

    it("what serves tables is found to lose writes, and to give old for new, where it waits for no majority", async () => {
        const restore = await withPatchedProgram(stack, /eu-central-tables$/, hasty);
        await untilHealthy(stack);
        try {
            const found = await drill(stack, "partition", "--region", "local:eu-central", "--seconds", "8");
            console.log(inShort(found));
            assert.equal(found.code, 1);
            for (const expected of ["no acknowledged writes lost", "no wrong answers"]) {
                assert.ok(found.missed.includes(expected), found.missed.join());
            }
        } finally {
            await restore();
        }
    });

    it("a copy that is cut off is found not to be made up for where another one stands still", async () => {
        // Where only the backup is kept: no region's copy, but a majority needs it once another is cut off.
        const [backup] = await stack.pids(/^screening-eu-store-eu-north-server$/);
        assert.ok(backup !== undefined);
        const argv = ["partition", "--region", "local:eu-central", "--json"];
        const { child, ended, reported } = await drillThatSaid(stack, /cut the store's server/, ...argv);
        try {
            process.kill(backup, "SIGSTOP");
            await until("that is to be made up for", () => reported().includes("ending the failure"), 60_000);
            process.kill(backup, "SIGCONT");
            const { code, stdout, stderr } = await ended;
            assert.equal(code, 1, stderr);
            const { figures, findings } = JSON.parse(stdout) as Result;
            const missed = findings.filter(({ isMet }) => !isMet).map(({ expected }) => expected);
            assert.ok(missed.includes("all requests succeeded again during the failure"), missed.join());
            // Late is not lost: what was acknowledged, was so by a majority.
            assert.equal(figures.lost, 0);
        } finally {
            process.kill(backup, "SIGCONT");
            child.kill();
            await ended;
        }
    });

    it("a cell that is down comes back with all that was acknowledged", async () => {
        const found = await passingDrill(stack, "cell-down", "--cell", "eu", "--seconds", "8");
        console.log(inShort(found));
        assert.deepEqual([found.code, found.missed], [0, []], found.stderr);
        const { failed, requests, rpoSeconds, figures } = found.result;
        assert.ok(failed > 100 && failed < requests && figures.acknowledged > 30);
        assert.equal(rpoSeconds, 0);
    });

    it("a lost disk is found to cost acknowledged writes where there is one copy, and is then brought back by the drill", async () => {
        const [eu] = await stack.cells();
        const client = new CellClient(stack.project, eu!);
        const item = { path: "/v1/tables/features/kept", body: JSON.stringify({ value: 1 }) };
        await until("it is written", async () => (await client.ask({ ...item, method: "PUT" })).status === 200);
        const region = await withOneCopy(stack);
        const found = await drill(stack, "lost-store", "--region", region, "--seconds", "6", "--heal-seconds", "15");
        console.log(inShort(found));
        assert.equal(found.code, 1);
        // Half of the writes go to that shard.
        assert.ok(found.result.figures.lost > 5 && found.result.rpoSeconds! > 1);
        for (const expected of ["no acknowledged writes lost", "recovery.rpoSeconds of at most 1"]) {
            assert.ok(found.missed.includes(expected), found.missed.join());
        }
        const { status, body } = await until("it is read", async () => {
            const answer = await client.ask({ path: `${item.path}?consistency=strong` });
            return answer.status < 500 && answer;
        });
        client.close();
        assert.deepEqual([status, (JSON.parse(body) as { item: object }).item], [200, { value: 1, subject: "kept" }]);
    });
});

/** Leaves the table's first shard one copy, and returns where. */
async function withOneCopy(stack: LocalStack): Promise<string> {
    const tls = (name: string) => stack.inCell("eu", path.join("store", "operator-tls", name));
    const { cells } = JSON.parse(stack.file("watched.json")) as {
        cells: [{ store: { places: [{ host: string; port: number; name: string }] } }];
    };
    const [{ host, port, name }] = cells[0].store.places;
    const { nats } = await openStore({
        ...{ host, port, name },
        tls: { cert: tls("tls.crt"), key: tls("tls.key"), ca: tls("ca.crt") },
        inbox: inboxOf("operator", "any"),
    });
    try {
        const ask = async (subject: string, body = "") =>
            (await nats.request(`$JS.API.STREAM.${subject}.table_features_0`, body, { timeout: 5_000 })).json<{
                error?: unknown;
                config: object;
                cluster: { leader: string };
            }>();
        const { config, cluster } = await ask("INFO");
        const { error } = await ask("UPDATE", JSON.stringify({ ...config, num_replicas: 1 }));
        assert.equal(error, undefined);
        return cluster.leader;
    } finally {
        await nats.close();
    }
}
