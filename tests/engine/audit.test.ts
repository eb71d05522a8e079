import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

import type { Entry } from "../../components/watch/audit/entry";
import { LocalStack } from "../support/local-stack";
import { stackConfig, type StackChoices, type StackConfig } from "../support/stack-config";
import { meridian } from "./meridian";
import { planned, updated } from "./steps";

describe("the audit trail of stack local", function () {
    this.timeout(400_000);
    const config = (choices: StackChoices = {}): StackConfig => ({
        ...stackConfig(choices),
        "meridian:observability": { audit: true },
    });
    let stack: LocalStack;
    let seen = 0;

    before(async () => {
        stack = await LocalStack.prepare(config());
        await stack.up();
    });
    after(async () => {
        await stack.dispose();
    });

    async function entries(): Promise<Entry[]> {
        const { code, stdout, stderr } = await meridian(stack, "audit", "show", "--json");
        assert.equal(code, 0, stderr);
        return (JSON.parse(stdout) as { entries: Entry[] }).entries;
    }

    const shortOf = ({ cell, region, via, phase, what }: Entry) => [cell, region, via, phase, what].join(" | ");

    /** What was written since this was last asked, in short and in order of the alphabet. */
    async function written(): Promise<string[]> {
        const all = await entries();
        const fresh = all.slice(seen).map(shortOf);
        seen = all.length;
        return fresh.sort();
    }

    const regions = [
        ["eu", "local:eu-central"],
        ["eu", "local:eu-west"],
        ["us", "local:us-east"],
        ["us", "local:us-west"],
    ] as const;
    const bothEnds = (lines: readonly (readonly [where: string, what: string])[]) =>
        lines.flatMap(([where, what]) => ["begun", "done"].map(phase => `${where} | up | ${phase} | ${what}`)).sort();

    it("has from the first update each model and the config of each region, and the rules of each cell", async () => {
        assert.deepEqual(
            await written(),
            bothEnds([
                ...regions.flatMap(([cell, region]) =>
                    ["config created", "model screening created"].map(what => [`${cell} | ${region}`, what] as const),
                ),
                ...["eu", "us"].map(cell => [`${cell} | `, `data rules of cell ${cell} created`] as const),
            ]),
        );
        const [entry] = await entries();
        assert.ok(entry!.actor.user !== "" && entry!.actor.host !== "");
    });

    it("has nothing from an update that changes nothing", async () => {
        assert.deepEqual(await planned(stack), {});
        assert.deepEqual(await updated(stack), {});
        assert.deepEqual(await written(), []);
    });

    it("has from changed shares what they were and are, in each region, who had it done, and nothing else", async () => {
        await stack.configure(config({ canary: 30 }));
        const { MERIDIAN_ACTOR } = process.env;
        try {
            process.env.MERIDIAN_ACTOR = "ada@example.com";
            await stack.up();
        } finally {
            if (MERIDIAN_ACTOR === undefined) delete process.env.MERIDIAN_ACTOR;
            else process.env.MERIDIAN_ACTOR = MERIDIAN_ACTOR;
        }
        const what =
            "model screening changed: release 1.0.0 percent from 90 to 70, release 2.0.0 percent from 10 to 30";
        assert.deepEqual(await written(), bothEnds(regions.map(([cell, region]) => [`${cell} | ${region}`, what])));
        assert.match((await entries()).at(-1)!.actor.user, /^ada@example\.com \(.+\)$/);
    });

    it("shows that a change was begun and not done, where it failed", async () => {
        const wrong = `sha256:${"0".repeat(64)}`;
        await stack.configure(config({ canary: 30, digests: { "2.0.0": wrong } }));
        const { exitCode } = await stack.run("up", "--yes", "--skip-preview");
        assert.notEqual(exitCode, 0);
        const what = "model screening changed: release 2.0.0 digest";
        assert.deepEqual(
            await written(),
            regions.map(([cell, region]) => `${cell} | ${region} | up | begun | ${what}`).sort(),
        );
        await stack.configure(config({ canary: 30 }));
        await stack.up();
        assert.deepEqual(
            await written(),
            regions
                .flatMap(([cell, region]) => [
                    `${cell} | ${region} | up | begun | ${what}`,
                    `${cell} | ${region} | up | done | model screening is again as it was`,
                ])
                .sort(),
        );
        assert.deepEqual(await planned(stack), {});
    });

    it("has a region that comes and goes, and the trail is whole with one place more, and one less", async () => {
        const three = ["local:eu-west", "local:eu-central", "local:eu-north"];
        await stack.configure(config({ canary: 30, eu: three, euBackup: null }));
        await stack.up();
        const come = await written();
        assert.ok(come.includes("eu | local:eu-north | up | done | model screening created"), come.join("\n"));
        assert.ok(
            come.includes(
                "eu |  | up | done | data rules of cell eu changed: backup removed, regions from local:eu-central and local:eu-west to local:eu-central and local:eu-north and local:eu-west",
            ),
            come.join("\n"),
        );
        assert.ok(existsSync(stack.inCell("eu", "eu-north/audit/audit.anchor.json")));
        await stack.configure(config({ canary: 30 }));
        await stack.up();
        const gone = await written();
        assert.ok(gone.includes("eu | local:eu-north | destroy | done | model screening removed"), gone.join("\n"));
        assert.deepEqual((await meridian(stack, "audit", "verify")).code, 0);
    });

    it("is found whole, and not whole once a line of it was changed", async () => {
        const whole = await meridian(stack, "audit", "verify");
        assert.equal(whole.code, 0, whole.stderr);
        assert.match(whole.stdout, /^eu: \d+ entries, .*: whole$/m);
        const log = stack.inCell("eu", "eu-west/audit/audit.jsonl");
        const text = readFileSync(log, "utf8");
        writeFileSync(log, text.replace(/percent from 90 to 70/, "percent from 90 to 80"));
        const { code, stderr } = await meridian(stack, "audit", "verify");
        assert.equal(code, 1);
        assert.match(stderr, /\[changed\]/);
        writeFileSync(log, text);
    });

    it("is kept when the stack is destroyed, which says where, has what went, and goes on with the next update", async () => {
        const log = stack.inCell("eu", "eu-west/audit/audit.jsonl");
        const before = readFileSync(log, "utf8").split("\n").length;
        const { exitCode, output, errors } = await stack.run("destroy", "--yes", "--skip-preview");
        assert.equal(exitCode, 0, errors || output);
        assert.match(output, /the audit trail of cell eu is kept in \S+\/eu-west\/audit, /);
        assert.deepEqual(await stack.processes(), []);
        const lines = readFileSync(log, "utf8")
            .split("\n")
            .slice(before - 1, -1);
        const went = [
            "eu |  | data rules of cell eu removed",
            ...["local:eu-central", "local:eu-west"].flatMap(region =>
                ["config removed", "model screening removed"].map(what => `eu | ${region} | ${what}`),
            ),
        ];
        const inPhase = (phase: string) =>
            lines
                .map(line => JSON.parse(line) as Entry)
                .filter(entry => entry.via === "destroy" && entry.phase === phase)
                .map(({ cell, region, what }) => [cell, region, what].join(" | "));
        assert.deepEqual(inPhase("begun").sort(), went.sort());
        assert.deepEqual(inPhase("done").sort(), went);
        await stack.up();
        assert.equal((await meridian(stack, "audit", "verify")).code, 0);
        assert.ok(readFileSync(log, "utf8").split("\n").length > before + lines.length);
    });
});
