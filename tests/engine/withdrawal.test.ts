import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { RegionState, ServiceState } from "../../components/watch/state";
import { inference } from "../support/cell-under-test";
import { CellClient } from "../support/client";
import { untilHealthy } from "../support/healthy";
import { HubClient } from "../support/hub-client";
import { LocalStack } from "../support/local-stack";
import { unchecked, withPatchedProgram } from "../support/patched-program";
import { digestOf, stackConfig } from "../support/stack-config";
import { until } from "../support/until";
import { meridian } from "./meridian";
import { serverOf } from "./running";

const region = "local:eu-central";
const other = "local:eu-west";
const lagSeconds = 6;

describe("a region of stack local that is not as it should be", function () {
    this.timeout(400_000);
    let stack: LocalStack;
    let hub: HubClient;
    let failed: string[];
    let answering: string | undefined;
    let asking: Promise<void>;
    let isOver = false;

    before(async () => {
        stack = await LocalStack.prepare({
            ...stackConfig({
                withUs: false,
                canary: 0,
                store: { tables: [{ name: "features", partitionKey: "subject" }], shards: 2, ephemeral: true },
                observability: { withdraw: { lagSeconds } },
            }),
            // What no check sees in time is another test's claim: a server that has no processor for two seconds is left in traffic.
            "meridian:routing": { failover: { failbackAfterSeconds: 2, unhealthyAfter: 10 } },
        });
        await stack.up();
        hub = new HubClient(stack);
        const cell = (await stack.cells())[0]!;
        failed = [];
        asking = (async () => {
            // Of Berlin, which the region is near.
            const client = new CellClient(stack.project, cell, "Berlin");
            while (!isOver) {
                const answer = await client.ask({ ...inference(0), fresh: true }).catch(String);
                if (typeof answer === "string" || answer.status !== 200) failed.push(JSON.stringify(answer));
                else answering = answer.region;
                await pause(20);
            }
            client.close();
        })();
    });
    beforeEach(async () => {
        await untilHealthy(stack);
        await until("the region answers", () => answering === region, 60_000);
        failed.length = 0;
    });
    after(async () => {
        isOver = true;
        await asking;
        await stack.dispose();
    });

    const named = ({ regions }: ServiceState, name: string) => regions.find(one => one.region === name)!;
    const untilIs = (status: RegionState["status"]) =>
        until(
            `the region is ${status}`,
            async () => {
                const state = named(await hub.state(), region);
                return state.status === status && state;
            },
            60_000,
        );
    /** Until these alarms of the region are on, and no others. */
    const untilAlarms = (...kinds: readonly string[]) =>
        until(
            kinds.join(", ") || "no alarm",
            async () => {
                const { alarms } = await hub.state();
                const on = alarms.filter(one => one.region === region && one.until === undefined);
                return (
                    on
                        .map(({ kind }) => kind)
                        .sort()
                        .join() === kinds.join()
                );
            },
            60_000,
        );

    it("gets no requests while another artifact is loaded there than the plan says, and then does again", async () => {
        const own = path.join(stack.project, "own.onnx");
        copyFileSync(stack.artifact("eu", "eu-central", digestOf("2.0.0")), own);
        const restore = await withPatchedProgram(stack, /eu-central-screening-1\.0\.0/, unchecked, text =>
            text.replace(/MODEL_URI="[^"]+"/, `MODEL_URI="${own}"`),
        );
        try {
            const { reasons } = await untilIs("withdrawn");
            assert.match(reasons.join(), /^screening 1\.0\.0 has sha256:\w+ loaded; allowed: sha256:\w+$/);
            await until("the other one answers", () => answering === other, 60_000);
            await untilAlarms("digest", "skew", "withdrawn");
        } finally {
            await restore();
        }
        await untilIs("serving");
        await until("the region answers again", () => answering === region, 60_000);
        await untilAlarms();
        assert.deepEqual(failed, []);
    });

    it("answers nothing after an operator evacuated it, though no other region is left and its watcher is paused", async () => {
        assert.equal((await meridian(stack, "evacuate", region)).code, 0);
        await until("the other one answers", () => answering === other, 60_000);
        const [watcher] = await stack.pids(/eu-central-watcher$/);
        process.kill(watcher!, "SIGSTOP");
        try {
            await stack.supervisor.stop("screening-eu-eu-west-gate");
            failed.length = 0;
            await until("no region answers", () => failed.length > 50, 60_000);
            assert.equal(answering, other);
        } finally {
            process.kill(watcher!, "SIGCONT");
            await stack.supervisor.start("screening-eu-eu-west-gate");
        }
        await untilIs("evacuated");
        await until("the other one answers again", () => answering === other, 60_000);
        assert.equal((await meridian(stack, "return", region)).code, 0);
    });

    it("gets no requests while its copy of the store is too far behind, but where no other region answers", async () => {
        const [server] = await stack.pids(/eu-central-server$/);
        process.kill(server!, "SIGSTOP");
        try {
            const { reasons } = await untilIs("withdrawn");
            assert.match(
                reasons.join(),
                /^the copy of the store is (up to [\d.]+ s behind|at an unknown distance behind); allowed: 6 s$/,
            );
            await until("the other one answers", () => answering === other, 60_000);
            // At once, while clients that keep connections are still being sent elsewhere.
            const servers = ["1.0.0", "2.0.0"].map(version => serverOf("eu", "eu-west", version));
            for (const one of servers) await stack.supervisor.stop(one);
            await until("it answers where no other does", () => answering === region, 60_000);
            for (const one of servers) await stack.supervisor.start(one);
            await until("the other one answers again", () => answering === other, 60_000);
            await untilAlarms("lag", "withdrawn");
            await until("the other one serves", async () => named(await hub.state(), other).status === "serving");
        } finally {
            process.kill(server!, "SIGCONT");
        }
        await untilIs("serving");
        await until("the region answers again", () => answering === region, 60_000);
        assert.deepEqual(failed, []);
    });
});
