import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { endingFile, finishingFile, verdictFile } from "../../../components/gate/health/verdict";
import { VerdictFollower } from "../../../runtime/keeper/verdict";
import type { FetchedVerdict } from "../../../runtime/watcher/gates/fetched-verdict";
import { folder } from "../model-server/server";

describe("a gate's files that follow a watcher on another machine", () => {
    let root: string;
    let now: number;
    let answer: FetchedVerdict | Error;
    let logged: string[];
    const file = (name: "verdict" | "ending") => path.join(root, "gate", `${name}.json`);
    const read = (name: "verdict" | "ending") => readFileSync(file(name), "utf8");
    const follower = () => {
        const write = (event: string) => logged.push(event);
        const ask = () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
        const clocks = { steady: () => now, shared: () => assert.fail("a verdict has no time of its own") };
        return new VerdictFollower({ root, directory: "gate" }, ask, { info: write, error: write }, 600, clocks);
    };

    beforeEach(() => {
        root = folder();
        now = 0;
        answer = { traffic: "serving", ending: false };
        logged = [];
    });
    afterEach(() => {
        rmSync(root, { recursive: true, force: true });
    });

    it("are what it decides, for their owner alone, and are written when that changes", async () => {
        const one = follower();
        await one.look();
        assert.deepEqual([read("verdict"), read("ending")], [verdictFile("serving"), endingFile(false)]);
        assert.equal(statSync(file("verdict")).mode & 0o777, 0o600);
        const { ino } = statSync(file("verdict"));
        await one.look();
        assert.equal(statSync(file("verdict")).ino, ino);
        answer = { traffic: "out", ending: true };
        await one.look();
        assert.deepEqual([read("verdict"), read("ending")], [verdictFile("out"), endingFile(true)]);
        assert.deepEqual(logged, ["gate serves", "gate out of traffic"]);
    });

    it("stay as they are while the watcher is away for less than ten minutes", async () => {
        const one = follower();
        answer = { traffic: "fallback", ending: false };
        await one.look();
        answer = new Error("ECONNREFUSED");
        now = 600_000;
        await one.look();
        await one.look();
        assert.equal(read("verdict"), verdictFile("fallback"));
        answer = { traffic: "fallback", ending: false };
        await one.look();
        assert.deepEqual(logged, ["gate answers where no other region can", "watcher away", "watcher back"]);
    });

    const after = [
        ["fallback", "serving", "a measurement is no longer known to hold"],
        ["out", "out", "only a watcher lifts an evacuation or trusts an artifact again"],
        ["serving", "serving", "nothing speaks against the region"],
    ] as const;
    for (const [before, then, why] of after) {
        it(`turn from ${before} to ${then} when it is away for longer: ${why}`, async () => {
            answer = { traffic: before, ending: false };
            await follower().look();
            answer = new Error("ECONNREFUSED");
            // Its time starts again with the process that follows.
            const restarted = follower();
            now = 600_001;
            await restarted.look();
            assert.equal(read("verdict"), verdictFile(then));
        });
    }

    it("are there before a watcher answers, and keep what one decided before", async () => {
        // The region may have been evacuated before the machine was restarted.
        assert.equal(await follower().begin(), true);
        assert.deepEqual([read("verdict"), read("ending")], [verdictFile("fallback"), endingFile(false)]);
        answer = { traffic: "out", ending: true };
        await follower().look();
        assert.equal(await follower().begin(), false);
        assert.deepEqual([read("verdict"), read("ending")], [verdictFile("out"), endingFile(true)]);
    });

    it("leave it to a gate that ends whether connections end", async () => {
        await follower().look();
        writeFileSync(file("ending"), endingFile(true));
        writeFileSync(path.join(root, "gate", finishingFile), "");
        answer = { traffic: "out", ending: false };
        await follower().look();
        assert.deepEqual([read("verdict"), read("ending")], [verdictFile("out"), endingFile(true)]);
    });

    it("have connections end for no longer than a watcher would", async () => {
        const one = follower();
        answer = { traffic: "out", ending: true };
        await one.look();
        answer = new Error("ECONNREFUSED");
        now = 20_000;
        await one.look();
        assert.equal(read("ending"), endingFile(true));
        now = 20_001;
        await one.look();
        assert.deepEqual([read("verdict"), read("ending")], [verdictFile("out"), endingFile(false)]);
    });

    it("are tried again where they can't be written, which is logged once", async () => {
        writeFileSync(path.join(root, "gate"), "in the way");
        const one = follower();
        await one.look();
        await one.look();
        rmSync(path.join(root, "gate"));
        mkdirSync(path.join(root, "gate"));
        await one.look();
        assert.equal(read("verdict"), verdictFile("serving"));
        assert.deepEqual(logged, ["verdict not written", "gate serves"]);
    });
});
