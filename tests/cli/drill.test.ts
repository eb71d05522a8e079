import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Entry, Question } from "../../cli/drill/entry";
import { Recorder } from "../../cli/drill/recorder";
import type { Result } from "../../cli/drill/result";
import { writeResult } from "../../cli/drill/result-file";
import { pageOf } from "../../cli/drill/result-page";
import { Writes } from "../../cli/drill/writes";
import { drillNames } from "../../components/watch/drills/drills";
import { measure } from "../../components/watch/drills/measure";
import { timelineOf } from "../../components/watch/drills/timeline";
import { runOf, well } from "../components/watch/drills/runs";
import { until } from "../support/until";
import { command, projectWith, type ScratchProject, validStack } from "./command";

const watched = ".meridian/stacks/dev/watched.json";

const cell = (name: string, more: object = {}) => ({
    name,
    host: `${name}.shop.localhost`,
    authority: "authority.crt",
    asks: { token: false, certificate: false },
    points: [{ city: "Berlin", host: "127.0.0.1", port: 1 }],
    hands: { directory: "hands" },
    models: [{ name: "screening", samples: [] }],
    regions: ["west", "central"].map(region => ({
        region: `local:${name}-${region}`,
        programs: [`${name}-${region}-gate`],
        gate: { program: `${name}-${region}-gate`, admin: "admin.sock" },
        watcher: { host: "127.0.0.1", port: 1, name: `watcher.${name}-${region}` },
        servers: [],
    })),
    ...more,
});
const stack = (...cells: readonly object[]) =>
    JSON.stringify({ service: "shop", limits: {}, recovery: {}, edges: [], cells });

describe("meridian drill", () => {
    let project: ScratchProject;
    const drill = (...argv: string[]) => project.run(["drill", ...argv]);
    const refusal = async (...argv: string[]) => {
        const { code, stdout, stderr } = await drill(...argv);
        assert.deepEqual([code, stdout], [2, ""]);
        return stderr.trimEnd();
    };

    beforeEach(() => {
        project = projectWith({ "stacks/Pulumi.dev.yaml": validStack, [watched]: stack(cell("eu"), cell("us")) });
    });
    afterEach(() => {
        project.remove();
    });

    it("lists the drills with what each guards and expects, for people", async () => {
        const { code, stdout } = await drill();
        assert.equal(code, 0);
        for (const name of drillNames) assert.match(stdout, new RegExp(`^${name} \\((region|cell), \\d+ s\\): `, "m"));
        assert.match(
            stdout,
            /guards: no other cell answers in its place[^]*expects: no requests answered outside of their cell, /,
        );
    });

    it("lists the same as JSON", async () => {
        const { code, stdout } = await drill("--json");
        const listed = JSON.parse(stdout) as { name: string; expects: string[]; seconds: number }[];
        assert.equal(code, 0);
        assert.deepEqual(
            listed.map(({ name }) => name),
            drillNames,
        );
        assert.ok(listed.every(({ expects }) => expects.includes("no acknowledged writes lost")));
    });

    it("suggests the drill that was meant", async () => {
        assert.match(await refusal("region-dwon"), /^unknown command drill region-dwon; did you mean region-down\?/);
        assert.match(await refusal("-s", "dev"), /^drill needs region-down or /);
    });

    it("says what to do where the stack is not up, also as JSON", async () => {
        project = projectWith({ "stacks/Pulumi.dev.yaml": validStack });
        const why = "stack dev has nothing up on local, where commands act on regions; run `pulumi up` first";
        assert.equal(await refusal("region-down"), why);
        const { code, stdout } = await drill("region-down", "--json");
        assert.deepEqual([code, JSON.parse(stdout)], [2, { error: why }]);
    });

    it("says what is wrong with what the stack says of itself", async () => {
        project.write(watched, JSON.stringify({ service: "shop" }));
        assert.match(
            await refusal("region-down"),
            /watched\.json can't be read: .*cells: .*; run `pulumi up` to rewrite it$/,
        );
    });

    const wrong: Readonly<Record<string, string>> = {
        "region-down --cell ue": "there is no cell ue; there are eu, us",
        "region-down --region local:eu-wets": "there is no region local:eu-wets; did you mean local:eu-west?",
        "region-down --cell us --region local:eu-west": "there is no region local:eu-west; did you mean local:us-west?",
        "cell-down --region local:eu-west": "cell-down concerns a whole cell: omit --region",
        "region-down --seconds 5": "--seconds must be a whole number from 6 to 3600, not 5",
        "region-down --seconds -5": "--seconds must be a whole number from 6 to 3600, not -5",
        "region-down --seconds 1e3": "--seconds must be a whole number from 6 to 3600, not 1e3",
        "region-down --rate 0": "--rate must be a whole number from 1 to 2000, not 0",
        "region-down --heal-seconds 0": "--heal-seconds must be a whole number from 1 to 3600, not 0",
        "lost-store --cell eu":
            "lost-store can't be run on cell eu: it has no table, so there is nothing to protect; add one to meridian:store",
        partition:
            "partition can't be run on cell eu: it has no table, so there is nothing to protect; add one to meridian:store",
        "bad-release --samples watched.json": "watched.json can't be read: no such file or directory",
        "region-down --token-file nowhere": "nowhere can't be read: no such file or directory",
    };
    for (const [said, why] of Object.entries(wrong)) {
        it(`refuses ${said}, before it touches anything`, async () => {
            const reported = await refusal(...said.split(" "));
            assert.ok(reported.startsWith(why), reported);
        });
    }

    it("refuses a cell in which no other region could take over", async () => {
        const [west] = cell("eu").regions;
        project.write(watched, stack(cell("eu", { regions: [west] })));
        assert.equal(
            await refusal("region-down"),
            "region-down can't be run on cell eu: it has 1 region, so that no other can take over; give it 2",
        );
    });

    for (const name of ["bad-release", "corrupt-artifact"]) {
        it(`refuses ${name} where there are no requests to try, since any answer would do`, async () => {
            assert.equal(
                await refusal(name, "--cell", "eu"),
                `${name} can't be run on cell eu: no check can recognise a wrong answer of model screening; give requests to try with --samples`,
            );
            project.write("sample.json", "{}");
            assert.match(await refusal(name, "--samples", "sample.json"), /^the stack is unhealthy/);
            const models = [{ name: "screening", samples: ["samples.json", "sample.json"] }];
            project.write(watched, stack(cell("eu", { models })));
            assert.match(await refusal(name), /^the stack is unhealthy/);
        });
    }

    it("refuses samples that are no requests", async () => {
        project.write("samples.json", '[1, { "id": 2 }]');
        assert.equal(
            await refusal("region-down", "--samples", "samples.json"),
            `samples.json has no request; it accepts one, or a list of { "request": … }`,
        );
        project.write("samples.json", "no");
        assert.match(await refusal("region-down", "--samples", "samples.json"), /^samples\.json is not JSON: /);
    });

    it("asks for the token that gates would ask for, and refuses where they ask for a certificate", async () => {
        project.write(watched, stack(cell("eu"), cell("us", { asks: { token: true, certificate: false } })));
        assert.match(
            await refusal("region-down"),
            /^cell us requires tokens \(routing\.auth\.jwt\); pass one .* with --token-file$/,
        );
        project.write(watched, stack(cell("eu", { asks: { token: false, certificate: true } })));
        assert.match(await refusal("region-down"), /^cell eu requires client certificates/);
    });

    it("says that a stack whose processes are gone is not well", async () => {
        assert.match(
            await refusal("region-down"),
            /^the stack is unhealthy, .*supervisor: doesn't answer; .*run `pulumi up`/,
        );
    });

    for (const [signal, exit] of [
        ["SIGINT", 130],
        ["SIGTERM", 143],
        ["SIGHUP", 129],
    ] as const) {
        it(`ends with ${exit} at ${signal} once all is healed, which is in the audit trail`, async () => {
            const audit = { log: "audit.jsonl", anchors: ["anchor.json"] };
            project.write(watched, stack(cell("eu", { audit })));
            const entries = () => {
                const log = path.join(project.root, path.dirname(watched), audit.log);
                return existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(0, -1) : [];
            };
            // Its processes are gone: for three seconds it waits for them to come.
            const child = spawn(process.execPath, [command, "drill", "region-down"], {
                cwd: project.root,
                stdio: ["ignore", "pipe", "pipe"],
            });
            let [stdout, stderr] = ["", ""];
            child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
            child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
            const ended = once(child, "close");
            await until("it is in the audit trail that it has begun", () => entries().length === 1);
            child.kill(signal);
            assert.deepEqual([await ended, stdout], [[exit, null], ""]);
            assert.match(stderr, /interrupted: healing first\n[^]*healed\n$/);
            const last = JSON.parse(entries().at(-1)!) as { readonly phase: string; readonly detail: object };
            assert.deepEqual([entries().length, last.phase, last.detail], [2, "done", { stopped: true }]);
            assert.ok(!existsSync(path.join(project.root, path.dirname(watched), "drill.lock")));
        });
    }

    it("has a manual page that names every drill and every code", async () => {
        const { stdout } = await drill("--help");
        for (const name of drillNames) assert.ok(stdout.includes(name));
        assert.match(stdout, /exit codes: 0 .*1 .*2 [^]*130/);
    });
});

/**
 * In place of a client of a cell whose table stores every item, and answers every second write with 503 and `done: maybe`. When a table
 * does not know it: `tests/runtime/store/table.test.ts`.
 */
class DoubtfulEntry {
    readonly cell = { name: "eu" };
    readonly point = { city: "Berlin" };
    readonly items = new Map<string, string>();

    ask({ body, method, path }: Question) {
        const [, item = ""] = /^\/v1\/tables\/items\/([^?]+)/.exec(path) ?? [];
        const isUnsure = method === "PUT" && this.items.size % 2 === 1;
        if (method === "PUT") this.items.set(item, body!);
        if (method === "DELETE") this.items.delete(item);
        const answer = isUnsure ? { done: "maybe" } : { item: JSON.parse(this.items.get(item) ?? "null") as unknown };
        return Promise.resolve({ status: isUnsure ? 503 : 200, body: JSON.stringify(answer) });
    }
}

describe("what a drill has written", () => {
    it("is deleted at its end, also where a write was answered 503 and yet stored", async () => {
        const entry = new DoubtfulEntry();
        const table = { name: "items", partitionKey: "id" };
        const writes = new Writes(table, [entry as unknown as Entry], new Recorder(), "run");
        const statuses: unknown[] = [];
        for (let i = 0; i < 4; i++) statuses.push((await writes.write(i)).map(({ status }) => status));
        assert.deepEqual(statuses, [[200, 200], [503], [200, 200], [503]]);
        assert.equal(entry.items.size, 4);
        await writes.clear();
        assert.deepEqual([...entry.items.keys()], []);
    });
});

describe("what a drill has found", () => {
    const run = runOf([well(4_000)]);
    const result: Result = {
        drill: "region-down",
        cell: "eu",
        region: "local:eu-central",
        at: "2026-01-01T00:00:00.000Z",
        passed: false,
        requests: 1,
        failed: 0,
        slow: 0,
        leaked: 0,
        service: "shop",
        stack: "dev",
        what: "a region was stopped",
        perSecond: 50,
        figures: measure(run, "during the failure"),
        changed: ["a gate"],
        findings: [{ expected: "no failures", found: "none", isMet: true }],
        reasons: {},
        slowMs: 1_000,
        latestMs: 1,
        moments: { broken: 3, ended: 23, healed: 25, over: 30 },
        timeline: timelineOf(run),
    };
    const odd = '<i>&"';
    const finding = { expected: "no failures", found: "none", isMet: false };

    for (const [what, more] of Object.entries<Partial<Result>>({
        "the drill": { drill: odd },
        "the cell": { cell: odd },
        "the service": { service: odd },
        "the stack": { stack: odd },
        "what was done": { what: odd },
        "what is not as before": { changed: [odd] },
        "what was expected": { findings: [{ ...finding, expected: odd }] },
        "what was found": { findings: [{ ...finding, found: odd }] },
        "who answered": { timeline: { ...result.timeline, answered: { [odd]: [1] } } },
    })) {
        it(`has ${what} as text on its page, whatever it says, and not as a part of that`, () => {
            const page = pageOf({ ...result, ...more });
            assert.ok(!page.includes("<i>&"), page);
            assert.ok(page.includes("&lt;i&gt;&amp;&quot;"), page);
        });
    }

    it("is written for its owner only", () => {
        const root = mkdtempSync(path.join(tmpdir(), "meridian-results-"));
        try {
            const { file, page } = writeResult(path.join(root, "results"), result);
            const modes = [file, page, path.dirname(file)].map(each => statSync(each).mode & 0o777);
            assert.deepEqual(modes, [0o600, 0o600, 0o700]);
        } finally {
            rmSync(root, { recursive: true, force: true });
        }
    });
});
