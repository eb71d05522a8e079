import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { runningProcesses } from "../../tools/processes";
import { Machine } from "../support/clusters/machine";
import { withTypeScript } from "../support/typescript";
import { until } from "../support/until";
import { lacksClusters } from "./shared";

describe("a machine of a cluster", function () {
    this.timeout(120_000);
    let directory: string;

    before(function () {
        if (lacksClusters()) this.skip();
    });
    beforeEach(() => {
        directory = mkdtempSync(path.join(tmpdir(), "machine-"));
    });
    afterEach(() => {
        rmSync(directory, { recursive: true, force: true });
    });

    /** Everything that runs in it. */
    const processesOf = async (namespace: string) =>
        (await runningProcesses()).filter(({ pid }) => networkOf(pid) === namespace);

    const hasAddress = (address: string) =>
        Object.values(networkInterfaces()).some(all => all!.some(each => each.address === address));

    it("ends all its processes, also those whose parents have ended", async () => {
        const machine = await Machine.start();
        const namespace = networkOf(machine.pid)!;
        const left = "(setsid sleep 1000 >/dev/null 2>&1 &)";
        await machine.command("/bin/sh", "-c", left);
        await until("it runs", async () => (await processesOf(namespace)).some(({ argv }) => argv[0] === "sleep"));
        await machine.stop();
        assert.deepEqual(await processesOf(namespace), []);
    });

    it("ends a single program on request", async () => {
        const machine = await Machine.start();
        try {
            for (const what of ["one", "other"]) {
                machine.run(what, {
                    program: "sleep",
                    args: [what === "one" ? "1001" : "1002"],
                    log: path.join(directory, what),
                });
            }
            const namespace = networkOf(machine.pid)!;
            const sleeping = async () =>
                (await processesOf(namespace)).filter(({ argv }) => argv[0] === "sleep").map(({ argv }) => argv[1]);
            await until("both run", async () => (await sleeping()).length === 2);
            await machine.kill("one");
            await until("one has ended", async () => (await sleeping()).join() === "1002");
            assert.deepEqual([machine.runs("one"), machine.runs("other")], [false, true]);
        } finally {
            await machine.stop();
        }
    });

    it("ends, together with its network, if the process that started it is killed", async () => {
        const file = path.join(packageRoot(), "tests", "fixtures", "kubernetes", "starts-a-machine.ts");
        const starting = fork(file, [directory], { execArgv: [...withTypeScript] });
        const [{ host, pid }] = (await once(starting, "message")) as [{ host: string; pid: number }];
        const namespace = networkOf(pid)!;
        assert.ok(hasAddress(host));
        assert.notDeepEqual(await processesOf(namespace), []);
        starting.kill("SIGKILL");
        await until("nothing of it runs", async () => (await processesOf(namespace)).length === 0);
        await until("the host has no address in its network", () => !hasAddress(host));
    });
});

/** The network namespace of a process; undefined where it has ended. */
function networkOf(pid: number): string | undefined {
    try {
        return readlinkSync(`/proc/${pid}/ns/net`);
    } catch {
        return undefined;
    }
}
