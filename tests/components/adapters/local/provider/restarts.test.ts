import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";

import { restartInTurn } from "../../../../../components/adapters/local/provider/restarts";

const yes = () => Promise.resolve(true);
const no = () => Promise.resolve(false);
const starts = () => Promise.resolve("running");
const fails = () => Promise.reject(new Error("not ready"));

describe("restarts of processes of a stack", () => {
    let root = "";
    let stacks = 0;
    beforeEach(() => (root = `stack-${stacks++}`));

    function restart(name: string, runs: () => Promise<boolean>, start: () => Promise<string>, program = "gate") {
        return restartInTurn({ root, name, program }, runs, start);
    }

    it("go one after the other", async () => {
        let starting = 0;
        const start = async () => {
            assert.equal(++starting, 1);
            await nextTurn();
            starting--;
            return "running";
        };
        assert.deepEqual(await Promise.all(["par", "fra", "dub"].map(name => restart(name, yes, start))), [
            "running",
            "running",
            "running",
        ]);
    });

    it("leave the second region as it runs where the first does not become ready, and name the first", async () => {
        let started = false;
        const first = restart("par", yes, fails);
        const second = restart("fra", yes, () => {
            started = true;
            return starts();
        });
        await assert.rejects(first, /not ready/);
        await assert.rejects(
            second,
            /^Error: fra is not restarted and runs on unchanged: par, .*\nhelp: .*error of par/,
        );
        assert.equal(started, false);
    });

    it("start a process that does not run, though another failed", async () => {
        await assert.rejects(restart("par", yes, fails));
        assert.equal(await restart("fra", no, starts), "running");
    });

    it("stay halted where another one that did not run has started: that says nothing of the first", async () => {
        await assert.rejects(restart("par", yes, fails));
        assert.equal(await restart("fra", no, starts), "running");
        await assert.rejects(restart("dub", yes, starts), /^Error: dub is not restarted/);
    });

    it("are not halted by a process that did not run before", async () => {
        await assert.rejects(restart("par", no, fails));
        assert.equal(await restart("fra", yes, starts), "running");
    });

    it("are not halted by another program or another stack", async () => {
        await assert.rejects(restart("par", yes, fails));
        assert.equal(await restart("par-watcher", yes, starts, "watcher"), "running");
        root = `stack-${stacks++}`;
        assert.equal(await restart("fra", yes, starts), "running");
    });

    it("go on once the first has become ready", async () => {
        await assert.rejects(restart("par", yes, fails));
        assert.equal(await restart("par", no, starts), "running");
        assert.equal(await restart("fra", yes, starts), "running");
    });
});
