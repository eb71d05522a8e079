import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { heal, open } from "../../../../components/adapters/local/operations";
import { isAnothers, journalIn, strikeOut, writeDown } from "../../../../components/adapters/local/operations/journal";
import type { Failure, Operations } from "../../../../components/watch/drills/operations";
import { identify } from "../../../../tools/process-identity";

const sha256 = `sha256:${"0".repeat(64)}`;
const server = (version: string, percent: number) => ({
    ...{ program: `s-${version}`, model: "screening", version, digest: sha256, percent },
    artifact: `artifacts/${version}`,
});
const cell = {
    name: "eu",
    host: "eu.shop.localhost",
    authority: "authority.crt",
    hands: { directory: "hands-tls" },
    asks: { token: false, certificate: false },
    points: [],
    models: [{ name: "screening", samples: ["models/sample.json"] }],
    regions: ["local:eu-west", "local:eu-central"].map(region => ({
        ...{ region, programs: ["p"], gate: { program: "p", admin: "admin.sock" } },
        watcher: { host: "127.0.0.1", port: 1, name: "watcher" },
        servers: [server("1.0.0", 90), server("2.0.0", 10), server("3.0.0", 0)],
    })),
};
const failure: Failure = { drill: "region-down", cell: "eu", region: "local:eu-west" };
const event = { via: "drill", subject: "traffic", what: "drill region-down of local:eu-west" } as const;

describe("what can be done to a stack of this machine", () => {
    let project: string;
    let root: string;
    const write = (more: object = {}) => {
        const watched = {
            service: "shop",
            limits: {},
            recovery: { rtoSeconds: 60 },
            edges: [],
            cells: [{ ...cell, ...more }],
        };
        writeFileSync(path.join(root, "watched.json"), JSON.stringify(watched));
    };
    const opened = (): Operations => open(project, "dev")!;

    beforeEach(() => {
        project = mkdtempSync(path.join(tmpdir(), "meridian-operations-"));
        root = path.join(project, ".meridian", "stacks", "dev");
        mkdirSync(root, { recursive: true });
    });
    afterEach(() => {
        rmSync(project, { recursive: true, force: true });
    });

    it("is nothing where the stack is not up", () => {
        assert.equal(open(project, "dev"), undefined);
    });

    it("is reported in terms of callers, with versions that answer", () => {
        write();
        const { stack } = opened();
        assert.deepEqual(stack.recovery, { rtoSeconds: 60 });
        assert.deepEqual(stack.cells[0]!.models, [
            { name: "screening", versions: ["1.0.0", "2.0.0"], samples: [path.join(project, "models/sample.json")] },
        ]);
        assert.deepEqual(stack.cells[0]!.tables, []);
        assert.equal(stack.results, path.join(root, "drills"));
    });

    it("is recorded in the trail of a cell that keeps one, and nowhere else", async () => {
        write();
        await opened().record("eu", event);
        assert.deepEqual(readdirSync(root), ["watched.json"]);

        write({ audit: { log: "eu-west/audit.jsonl", anchors: ["eu-central/audit.anchor.json"] } });
        await opened().record("eu", { ...event, phase: "begun" });
        const entry = JSON.parse(readFileSync(path.join(root, "eu-west/audit.jsonl"), "utf8")) as Record<
            string,
            unknown
        >;
        assert.deepEqual([entry.cell, entry.via, entry.phase, entry.what], ["eu", "drill", "begun", event.what]);
        assert.ok(existsSync(path.join(root, "eu-central/audit.anchor.json")));
    });

    it("is refused, before anything is written down, where the cell has nothing that it could be done to", async () => {
        write();
        for (const [of, why] of [
            [{ ...failure, cell: "us" }, "there is no cell us"],
            [{ ...failure, region: "local:eu-north" }, "cell eu has no region local:eu-north"],
            [{ ...failure, drill: "lost-store" }, "cell eu has no copy of a store in local:eu-west"],
            [{ ...failure, drill: "partition" }, "cell eu has no copy of a store in local:eu-west"],
        ] as const) {
            await assert.rejects(opened().inject(of), { message: why });
        }
        assert.deepEqual(await journalIn(root), []);
    });

    it("is for one at a time, and for the next once that one has ended", async () => {
        write();
        const release = await opened().alone(60);
        await assert.rejects(opened().alone(60), {
            message: `process ${process.pid} rehearses on this stack; wait for it to end, or end it with ^C`,
        });
        await release();
        await (
            await opened().alone(60)
        )();
        assert.ok(!existsSync(path.join(root, "drill.lock")));
    });

    it("is healed as its journal says, once, also where the stack is no longer up", async () => {
        await writeDown(root, failure, { programs: ["p"] });
        assert.deepEqual(await heal(project, "dev"), [
            "healed local:eu-west of cell eu, which a drill region-down had left broken",
        ]);
        assert.deepEqual(await heal(project, "dev"), []);
    });

    it("is struck out as often as that is tried, and leaves no directory", async () => {
        const written = await writeDown(root, failure, {});
        for (let i = 0; i < 2; i++) await strikeOut(written);
        assert.ok(!existsSync(path.join(root, "faults")));
    });

    it("puts back what was kept of a store's data, and of a file, whatever had come in its place", async () => {
        const at = (file: string) => path.join(root, file);
        mkdirSync(at("data.before-drill"));
        writeFileSync(at("data.before-drill/block"), "old");
        mkdirSync(at("data"));
        writeFileSync(at("data/block"), "new");
        writeFileSync(at("model"), "spoilt");
        writeFileSync(at("model.before-drill"), "right");
        writeFileSync(at("conf"), "alone");
        writeFileSync(at("conf.before-drill"), "together");
        const program = "p";
        await writeDown(
            root,
            { ...failure, drill: "lost-store" },
            { program, data: "data", aside: "data.before-drill" },
        );
        const file = { program, artifact: "model", copy: "model.before-drill", digest: sha256, isStored: true };
        await writeDown(root, { ...failure, drill: "corrupt-artifact" }, file);
        const place = { program, configuration: "conf" };
        await writeDown(root, { ...failure, drill: "partition" }, { place, copy: "conf.before-drill" });
        assert.equal((await heal(project, "dev")).length, 3);
        assert.deepEqual(
            ["data/block", "model", "conf"].map(name => readFileSync(at(name), "utf8")),
            ["old", "right", "together"],
        );
        assert.deepEqual(
            readdirSync(root).filter(name => name.endsWith(".before-drill")),
            [],
        );
    });

    it("is left alone while the process that began it still runs", async () => {
        await writeDown(root, failure, {});
        const [own] = await journalIn(root);
        assert.equal(isAnothers(own!), false);
        const owner = identify(process.ppid)!;
        assert.equal(isAnothers({ ...own!, owner }), true);
        // Another process under its number is not the one that began it.
        assert.equal(isAnothers({ ...own!, owner: { ...owner, startedAt: "never" } }), false);
    });

    it("doesn't guess at a journal that it doesn't know", async () => {
        mkdirSync(path.join(root, "faults"));
        writeFileSync(path.join(root, "faults/x.json"), JSON.stringify({ fault: { drill: "flood" } }));
        await assert.rejects(
            heal(project, "dev"),
            /x\.json is of an unknown drill; undo manually what it describes, and remove it/,
        );
    });
});
