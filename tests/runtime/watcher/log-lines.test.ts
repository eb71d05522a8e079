import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import fc from "fast-check";

import { newestLines } from "../../../runtime/watcher/log-lines";

const start = Date.parse("2026-01-31T12:00:00.000Z");
const timed = (minute: number, more = "") =>
    `{"time":"${new Date(start + minute * 60_000).toISOString()}","event":"${minute}${more}"}`;
const at = (minute: number) => start + minute * 60_000;

describe("the newest lines of a log", () => {
    let directory: string;
    let log: string;
    beforeEach(() => {
        directory = mkdtempSync(path.join(tmpdir(), "meridian-log-"));
        log = path.join(directory, "gate.log");
    });
    afterEach(() => {
        rmSync(directory, { recursive: true, force: true });
    });
    const write = (lines: readonly string[], part = "") => {
        writeFileSync(`${log}${part}`, lines.map(line => `${line}\n`).join(""));
    };

    it("are none where there is no log, and where it is empty", async () => {
        assert.deepEqual(await newestLines(log, { most: 10 }), { lines: [], hasMore: false });
        write([]);
        assert.deepEqual(await newestLines(log, { most: 10 }), { lines: [], hasMore: false });
    });

    it("are those that have something in them", async () => {
        write(["1", "", "2", ""]);
        assert.deepEqual(await newestLines(log, { most: 2 }), { lines: ["1", "2"], hasMore: false });
    });

    it("come through all parts that the supervisor has moved it into, oldest first", async () => {
        write(["1", "2"], ".2");
        write(["3"], ".1");
        write(["4", "5"]);
        assert.deepEqual(await newestLines(log, { most: 9 }), { lines: ["1", "2", "3", "4", "5"], hasMore: false });
        assert.deepEqual(await newestLines(log, { most: 3 }), { lines: ["3", "4", "5"], hasMore: true });
    });

    it("are whole where the supervisor has moved the log in the middle of one", async () => {
        writeFileSync(`${log}.2`, "first\nsec");
        writeFileSync(`${log}.1`, "o");
        writeFileSync(log, "nd\nthird\nfou");
        assert.deepEqual((await newestLines(log, { most: 9 })).lines, ["first", "second", "third"]);
        writeFileSync(log, "");
        assert.deepEqual((await newestLines(log, { most: 9 })).lines, ["first"]);
    });

    it("have none that is being written", async () => {
        writeFileSync(log, "whole\nhal");
        assert.deepEqual((await newestLines(log, { most: 9 })).lines, ["whole"]);
        writeFileSync(log, "hal");
        assert.deepEqual((await newestLines(log, { most: 9 })).lines, []);
    });

    it("are those of a time, and what is no JSON goes with the line after it", async () => {
        write([timed(0), "Error: boom", "    at main", timed(1), timed(2), timed(3)]);
        const between = async (since?: number, until?: number) =>
            (await newestLines(log, { most: 9, since, until })).lines;
        assert.deepEqual(await between(at(1), at(2)), ["Error: boom", "    at main", timed(1), timed(2)]);
        assert.deepEqual(await between(at(3)), [timed(3)]);
        assert.deepEqual(await between(undefined, at(0)), [timed(0)]);
    });

    it("are found behind others that ended sooner but began later", async () => {
        write([timed(7, " long"), timed(2, " short"), timed(9)]);
        assert.deepEqual((await newestLines(log, { most: 9, since: at(5) })).lines, [timed(7, " long"), timed(9)]);
    });

    it("are those with a text in them", async () => {
        write(["a 1", "b 2", "a 3", "b 4"]);
        assert.deepEqual(await newestLines(log, { most: 1, contains: "a" }), { lines: ["a 3"], hasMore: true });
        assert.deepEqual(await newestLines(log, { most: 2, contains: "a" }), { lines: ["a 1", "a 3"], hasMore: false });
    });

    it("leave out a line that is longer than any of ours, and say when there is more than an answer holds", async () => {
        write(["before", "x".repeat(200_000), "after"]);
        assert.deepEqual((await newestLines(log, { most: 9 })).lines, ["before", "after"]);
        write(Array.from({ length: 1000 }, () => "y".repeat(60_000)));
        const { lines, hasMore } = await newestLines(log, { most: 1000 });
        assert.ok(hasMore);
        assert.equal(lines.length, Math.floor((4 * 1024 * 1024) / 60_001));
    });

    it("look at so much and no more", async () => {
        write(["needle", ...Array.from({ length: 1000 }, () => "y".repeat(60_000))]);
        assert.deepEqual(await newestLines(log, { most: 1, contains: "needle" }), { lines: [], hasMore: true });
    });

    it("are what a whole reading would find, wherever chunks begin", async () => {
        // About a chunk, so that lines lie across its ends.
        const line = fc.oneof(
            fc.string({ maxLength: 20 }),
            fc.nat(60_000).map(length => "é".repeat(length / 2)),
        );
        const lines = fc.array(
            line.map(text => text.replaceAll("\n", "")).filter(text => text !== ""),
            { maxLength: 12 },
        );
        await fc.assert(
            fc.asyncProperty(lines, lines, fc.integer({ min: 1, max: 30 }), async (older, newer, most) => {
                write(older, ".1");
                write(newer);
                const found = await newestLines(log, { most });
                assert.deepEqual(found.lines, [...older, ...newer].slice(-most));
            }),
            { numRuns: 60 },
        );
    });
});
