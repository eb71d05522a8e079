import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
    appendFileSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    truncateSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { mock } from "node:test";

import { actorHere } from "../../../runtime/audit/actor";
import { withLock } from "../../../runtime/audit/lock";
import { appendEntry, NotAnchored, readTrail } from "../../../runtime/audit/trail";
import { type AuditEvent, type Entry, EntryRefused } from "../../../components/watch/audit/entry";
import type { TrailFiles } from "../../../components/watch/audit/trail";
import { verify } from "../../../components/watch/audit/verify";
import { handles } from "../../support/file-handles";
import { onDiskOf } from "../../support/store/cluster";
import { withTypeScript } from "../../support/typescript";
import { until } from "../../support/until";
import type { OnFullDisk } from "./on-full-disk";
import { Writer } from "./writer";

const event: AuditEvent = {
    actor: { user: "ada", host: "desk" },
    via: "up",
    subject: "model",
    what: "screening 2.0.0 takes 10 % of the requests",
};

describe("an audit trail on disk", () => {
    let root: string;
    let files: TrailFiles;
    const writers: Writer[] = [];
    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "meridian-audit-"));
        const anchors = ["eu-central", "eu-north"].map(region => path.join(root, region, "audit.anchor.json"));
        files = { cell: "eu", log: path.join(root, "eu-west", "audit.jsonl"), anchors };
    });
    afterEach(async () => {
        await Promise.all(writers.splice(0).map(writer => writer.kill()));
        rmSync(root, { recursive: true, force: true });
    });
    const append = (what = event.what) => appendEntry(files, { ...event, what });
    const appended = async (count: number) => {
        for (let i = 1; i <= count; i++) await append(`change ${i}`);
    };
    const write = (times: number) => {
        const writer = new Writer(files, event, times);
        writers.push(writer);
        return writer;
    };

    it("has an entry on its disk before it is anchored, and each anchor on its own before the writer hears of it", async () => {
        const [anchor] = files.anchors;
        files = { ...files, anchors: [anchor!] };
        const sequence = () => (existsSync(anchor!) ? (JSON.parse(readFileSync(anchor!, "utf8")) as Entry).seq : 0);
        const lines = () => readFileSync(files.log, "utf8").split("\n").length - 1;
        const synced: string[] = [];
        mock.method(await handles(), "sync", () => {
            synced.push(`${lines()} lines, ${sequence()} anchored`);
            return Promise.resolve();
        });
        try {
            await appended(2);
        } finally {
            mock.restoreAll();
        }
        // The log, and where it is new its directory; the anchor before it has its name, and its directory after that.
        assert.deepEqual(synced, [
            ...["1 lines, 0 anchored", "1 lines, 0 anchored", "1 lines, 0 anchored", "1 lines, 1 anchored"],
            ...["2 lines, 1 anchored", "2 lines, 1 anchored", "2 lines, 2 anchored"],
        ]);
    });

    const state = async () => {
        const { entries, findings, notes } = verify(await readTrail(files));
        return { count: entries.length, found: findings.map(({ kind }) => kind), noted: notes.map(({ kind }) => kind) };
    };
    const whole = (count: number) => ({ count, found: [], noted: [] });
    const linesIn = () => readFileSync(files.log, "utf8").split("\n").slice(0, -1);
    const rewrite = (lines: readonly string[]) => {
        writeFileSync(files.log, lines.map(line => `${line}\n`).join(""));
    };
    const tornFiles = () => readdirSync(path.dirname(files.log)).filter(name => name.startsWith("audit.torn-"));

    it("has an entry when the append returns, in the log and in every anchor, for its owner only", async () => {
        const { entry } = await append();
        assert.deepEqual(await state(), whole(1));
        assert.equal(entry.seq, 1);
        for (const file of [files.log, ...files.anchors]) {
            assert.equal(statSync(file).mode & 0o777, 0o600);
            assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o700);
            assert.ok(readFileSync(file, "utf8").includes(entry.hash));
        }
        assert.deepEqual(readdirSync(path.dirname(files.anchors[0]!)), ["audit.anchor.json"]);
    });

    it("is whole where nothing was written yet", async () => {
        assert.deepEqual(await state(), whole(0));
    });

    it("keeps the order in which tasks of one process append", async () => {
        const all = await Promise.all(Array.from({ length: 20 }, (_, i) => append(`change ${i}`)));
        assert.deepEqual(
            all.map(({ entry }) => entry.seq).sort((a, b) => a - b),
            Array.from({ length: 20 }, (_, i) => i + 1),
        );
        assert.deepEqual(await state(), whole(20));
    });

    it("refuses an entry before anything is written", async () => {
        await assert.rejects(appendEntry(files, { ...event, what: "a\nb" }), EntryRefused);
        assert.equal(existsSync(files.log), false);
        await assert.rejects(appendEntry(files, { ...event, detail: { text: "x".repeat(20_000) } }), EntryRefused);
        assert.deepEqual(await state(), whole(0));
    });

    it("anchors in a region that is new to its cell", async () => {
        await appended(3);
        files = { ...files, anchors: [...files.anchors, path.join(root, "eu-south", "audit.anchor.json")] };
        await append();
        assert.deepEqual(await state(), whole(4));
    });

    it("goes on after its last entry where all anchors are far behind", async () => {
        await appended(2);
        const { anchors } = files;
        files = { ...files, anchors: [] };
        await appended(3);
        files = { ...files, anchors };
        await append();
        assert.deepEqual(await state(), whole(6));
    });

    it("names an actor that an entry can have", async () => {
        await appendEntry(files, { ...event, actor: actorHere() });
        assert.deepEqual(await state(), whole(1));
    });

    describe("after a writer was killed", () => {
        it("moves half a line aside, for its owner only, says where, and goes on", async () => {
            await appended(2);
            const half = linesIn()[1]!.slice(0, 77);
            appendFileSync(files.log, half);
            assert.deepEqual(await state(), { count: 2, found: [], noted: ["torn"] });
            const { entry, torn } = await append();
            assert.equal(entry.seq, 3);
            assert.equal(readFileSync(torn!, "utf8"), half);
            assert.equal(statSync(torn!).mode & 0o777, 0o600);
            assert.deepEqual(
                [torn!],
                tornFiles().map(name => path.join(path.dirname(files.log), name)),
            );
            assert.deepEqual(await state(), whole(3));
        });

        it("goes on behind half of the first line, and behind what a power cut leaves", async () => {
            mkdirSync(path.dirname(files.log));
            for (const half of ['{"actor":', "\0".repeat(100_000)]) {
                appendFileSync(files.log, half);
                const { torn } = await append();
                assert.equal(readFileSync(torn!, "utf8"), half);
            }
            assert.deepEqual(await state(), whole(2));
        });

        it("ends a line of which only the end is missing", async () => {
            await appended(2);
            truncateSync(files.log, statSync(files.log).size - 1);
            assert.deepEqual(await state(), { count: 2, found: [], noted: ["unended"] });
            const { entry, torn } = await append();
            assert.deepEqual([entry.seq, torn], [3, undefined]);
            assert.deepEqual(await state(), whole(3));
        });

        it("brings anchors that it left behind up to date, however many writers are killed there", async () => {
            await appended(2);
            const before = files.anchors.map(file => readFileSync(file));
            await append();
            files.anchors.forEach((file, i) => {
                writeFileSync(file, before[i]!);
            });
            assert.deepEqual(await state(), { count: 3, found: [], noted: ["anchor-late", "anchor-late"] });
            // The next is killed at the same point: after its entry is in the log, and before it is anchored.
            const [first] = files.anchors;
            mkdirSync(`${first!}.tmp`);
            await assert.rejects(append(), NotAnchored);
            rmSync(`${first!}.tmp`, { recursive: true });
            await append();
            assert.deepEqual(await state(), whole(5));
        });
    });

    it("says that an entry is written but not anchored, and anchors it later", async () => {
        await appended(1);
        const [first] = files.anchors;
        mkdirSync(`${first!}.tmp`);
        for (const seq of [2, 3]) {
            await assert.rejects(append(), (error: unknown) => {
                assert.ok(error instanceof NotAnchored);
                assert.equal(error.entry.seq, seq);
                assert.match(error.message, /entry \d is in .*audit\.jsonl, but not anchored: .*eu-central.*EISDIR/);
                return true;
            });
        }
        assert.deepEqual(await state(), { count: 3, found: ["anchor-behind"], noted: [] });
        rmSync(`${first!}.tmp`, { recursive: true });
        await append();
        assert.deepEqual(await state(), whole(4));
    });

    describe("on a disk that is full", () => {
        before(function () {
            try {
                const [program, ...args] = onDiskOf(1, "/tmp", ["true"]);
                execFileSync(program!, args, { stdio: "ignore" });
            } catch {
                // A system that allows no process mounts of its own.
                this.skip();
            }
        });
        const on = (disk: string, torn = false): OnFullDisk => {
            const argv = [files, event, disk, torn].map(value => JSON.stringify(value));
            const script = path.join(__dirname, "on-full-disk.ts");
            const [program, ...args] = onDiskOf(1, disk, [process.execPath, ...withTypeScript, script, ...argv]);
            return JSON.parse(execFileSync(program!, args, { encoding: "utf8" })) as OnFullDisk;
        };

        it("refuses what does not fit, takes back what it had written of it, and goes on once there is space", () => {
            const { appends, whileFull, files: beside, after } = on(path.dirname(files.log));
            const fitted = appends.filter(one => one === "done").length;
            assert.deepEqual(appends.slice(fitted), new Array<string>(20 - fitted).fill("ENOSPC"));
            assert.ok(fitted < 20);
            assert.deepEqual(whileFull, whole(3 + fitted));
            assert.deepEqual(beside, ["audit.jsonl", "filler"]);
            assert.deepEqual(after, whole(4 + fitted));
        });

        it("says that entries are not anchored where an anchor's disk is full, and anchors them once there is space", () => {
            const { appends, whileFull, after } = on(path.dirname(files.anchors[0]!));
            assert.deepEqual(appends, new Array<string>(20).fill("NotAnchored"));
            assert.deepEqual(whileFull, { count: 23, found: ["anchor-behind"], noted: [] });
            assert.deepEqual(after, whole(24));
        });

        it("loses nothing of half a line that it can't move aside, and leaves no empty file for each attempt", () => {
            const { appends, whileFull, files: beside, after } = on(path.dirname(files.log), true);
            assert.deepEqual(appends, new Array<string>(20).fill("ENOSPC"));
            assert.deepEqual(whileFull, { count: 3, found: [], noted: ["torn"] });
            assert.deepEqual(beside, ["audit.jsonl", "filler"]);
            assert.deepEqual(after, whole(4));
        });
    });

    describe("to which something was done", () => {
        const ways: Readonly<Record<string, readonly [does: () => void, found: readonly string[]]>> = {
            "its end was cut off": [
                () => {
                    rewrite(linesIn().slice(0, 3));
                },
                ["missing"],
            ],
            "it was removed": [
                () => {
                    rmSync(files.log);
                },
                ["missing"],
            ],
            "its last line was damaged": [
                () => {
                    rewrite(linesIn().with(4, "damaged"));
                },
                ["not-an-entry"],
            ],
            "its last line was cut short": [
                () => {
                    truncateSync(files.log, statSync(files.log).size - 9);
                },
                ["missing"],
            ],
            "a line was changed": [
                () => {
                    rewrite(linesIn().with(1, linesIn()[1]!.replace("change 2", "change 0")));
                },
                ["changed"],
            ],
        };
        for (const [what, [does, found]] of Object.entries(ways)) {
            it(`shows for ever after that ${what}, and goes on`, async () => {
                await appended(5);
                does();
                await appended(3);
                assert.deepEqual((await state()).found, found);
            });
        }

        for (const [what, count, found] of [
            ["it was recreated", 5, ["changed"]],
            // The anchors are then one behind its end, as a writer leaves them that is killed.
            ["it was recreated with an entry more", 6, ["duplicated", "changed", "changed"]],
        ] as const) {
            it(`shows for ever after that ${what}, and goes on`, async () => {
                await appended(5);
                const other = { ...files, log: path.join(root, "other", "audit.jsonl"), anchors: [] };
                for (let i = 1; i <= count; i++) await appendEntry(other, { ...event, what: "made up" });
                writeFileSync(files.log, readFileSync(other.log));
                await appended(3);
                assert.deepEqual((await state()).found, found);
            });
        }
    });

    describe("that several processes append to", () => {
        it("has every entry of 8 at the same time, in one chain", async () => {
            const all = Array.from({ length: 8 }, () => write(50));
            assert.deepEqual(
                await Promise.all(all.map(writer => writer.end())),
                Array.from({ length: 8 }, () => 0),
            );
            const acknowledged = all.flatMap(writer => writer.acknowledged).sort((a, b) => a - b);
            assert.deepEqual(
                acknowledged,
                Array.from({ length: 400 }, (_, i) => i + 1),
            );
            assert.deepEqual(await state(), whole(400));
        }).timeout(120_000);

        it("loses no entry that was said to be on disk, and goes on at once, when they are killed", async () => {
            const steady = write(1_000_000);
            const killed: Writer[] = [];
            const waits: number[] = [];
            for (let round = 0; round < 15; round++) {
                const writer = write(1_000_000);
                const enough = 1 + ((round * 7) % 5);
                await until("entries of a writer", () => writer.acknowledged.length >= enough, 30_000);
                await writer.kill();
                killed.push(writer);
                // Only `steady` has it now: the killed process does not keep it out, and what it reads is sound.
                const before = steady.acknowledged.length;
                const begun = performance.now();
                await until("entries after a kill", () => steady.acknowledged.length > before + 1, 30_000);
                waits.push(performance.now() - begun);
                assert.deepEqual((await state()).found, []);
            }
            await steady.kill();
            // The median: a busy machine may hold up a round.
            const [median] = waits.sort((a, b) => a - b).slice(7);
            assert.ok(median! < 5_000, `entries after a kill took ${waits.join(", ")} ms`);
            await append();
            const { count, found } = await state();
            const acknowledged = [...killed, steady].flatMap(writer => writer.acknowledged);
            assert.deepEqual(found, []);
            assert.equal(new Set(acknowledged).size, acknowledged.length);
            const unheard = count - 1 - acknowledged.length;
            assert.ok(unheard >= 0 && unheard <= killed.length + 1, `${unheard} unconfirmed entries`);
        }).timeout(180_000);
    });
});

describe("the lock of a file", () => {
    const root = mkdtempSync(path.join(tmpdir(), "meridian-lock-"));
    after(() => {
        rmSync(root, { recursive: true, force: true });
    });
    const file = path.join(root, "audit.jsonl");

    it("is the same by every path to it, is given back when a task fails, and is none of another file", async () => {
        symlinkSync(root, `${root}.link`);
        const steps: string[] = [];
        let go: () => void = () => undefined;
        const wait = new Promise<void>(resolve => (go = resolve));
        const first = withLock(file, async () => {
            steps.push("first");
            await wait;
            steps.push("first ends");
            throw new Error("failed");
        });
        await until("the first", () => steps.length === 1);
        const second = withLock(path.join(`${root}.link`, "audit.jsonl"), () => Promise.resolve(steps.push("second")));
        await withLock(path.join(root, "other.jsonl"), () => Promise.resolve(steps.push("other")));
        go();
        await assert.rejects(first, /^Error: failed$/);
        await second;
        rmSync(`${root}.link`);
        assert.deepEqual(steps, ["first", "other", "first ends", "second"]);
    });

    it("needs the file's directory", async () => {
        await assert.rejects(
            withLock(path.join(root, "nowhere", "audit.jsonl"), () => Promise.resolve()),
            { code: "ENOENT" },
        );
    });
});
