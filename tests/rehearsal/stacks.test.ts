import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { parse, stringify } from "yaml";

import { packageRoot } from "../../tools/package-root";
import { planned, type Steps, updated } from "../engine/steps";
import { MadeThings } from "./made";
import { Rehearsal } from "./rehearsal";

const textOf = (stack: string) => readFileSync(path.join(packageRoot(), "stacks", `Pulumi.${stack}.yaml`), "utf8");

interface Config {
    "meridian:routing"?: { drain: string[] };
    readonly "meridian:cells": { name: string; regions: string[] }[];
    readonly "meridian:models": {
        traffic: { version: string; percent: number }[];
        releases: Record<string, { artifact: string; digest: string }>;
    }[];
}

/** A stack's file with something different. */
function changed(stack: string, change: (config: Config) => void): string {
    const written = parse(textOf(stack)) as { config: Config };
    change(written.config);
    return stringify(written);
}

/** What nothing happens to. */
const untouched = (steps: Steps, ...operations: readonly string[]) => {
    for (const operation of operations) assert.deepEqual(steps[operation] ?? [], [], operation);
};
/** Components have nothing of their own to change, but say what came of their children. */
const isOf = (region: string) => (name: string) => name.includes(region);

for (const stack of ["aws-one-region", "aws"]) {
    describe(`the stack ${stack}, rehearsed`, function () {
        this.timeout(600_000);
        let rehearsal: Rehearsal;

        before(async () => {
            rehearsal = await Rehearsal.prepare(stack, textOf(stack));
        });
        after(() => rehearsal.dispose());

        it("is made as its preview says, and then there is nothing left to do", async () => {
            const preview = await planned(rehearsal);
            assert.deepEqual(Object.keys(preview), ["create"]);
            const update = await updated(rehearsal);
            assert.deepEqual(update.create, preview.create);
            assert.deepEqual(await updated(rehearsal), {});
        });

        it("is found by a refresh as it was made", async () => {
            await rehearsal.engine.ask(["refresh", "--yes", "--expect-no-changes", "--stack", stack]);
        });

        it("goes by its deletes, but for what holds data", async () => {
            await rehearsal.engine.ask(["destroy", "--yes", "--skip-preview", "--stack", stack]);
            const left = [...new Set(rehearsal.things().map(({ type }) => type))].sort();
            const data = ["aws:backup/vault:Vault", "aws:dynamodb/table:Table"];
            assert.deepEqual(left, [...(stack === "aws" ? data : []), "aws:kms/key:Key", "aws:s3/bucket:Bucket"]);
        });
    });
}

describe("a change of the stack aws, rehearsed", function () {
    this.timeout(600_000);
    const stack = "aws";
    let rehearsal: Rehearsal;

    before(async () => {
        rehearsal = await Rehearsal.prepare(stack, textOf(stack));
        await rehearsal.up();
    });
    after(() => rehearsal.dispose());

    it("of regions makes what the new one needs, and of what there is touches the primary's table, where its images go, and the other gates", async () => {
        const added = changed(stack, ({ "meridian:cells": [eu] }) => eu!.regions.push("aws:eu-west-3"));
        rehearsal.configure(added);
        const steps = await updated(rehearsal);
        untouched(steps, "delete");
        assert.ok(steps.create!.length > 80);
        for (const name of steps.create!) assert.ok(isOf("eu-west-3")(name), name);
        for (const name of [...(steps.update ?? []), ...(steps.replace ?? [])]) {
            assert.match(name, /^screening-eu-(store-features|eu-west-1-images|eu-[a-z]+-1-gate)$|^hub-dashboard$/);
        }
        assert.deepEqual(await updated(rehearsal), {});
    });

    it("of regions takes away what the old one had, but for its key and what was said there", async () => {
        rehearsal.configure(textOf(stack));
        const steps = await updated(rehearsal);
        for (const name of steps.delete!) assert.ok(isOf("eu-west-3")(name), name);
        const left = rehearsal.things().filter(({ region }) => region === "eu-west-3");
        assert.deepEqual([...new Set(left.map(({ type }) => type))].sort(), [
            "aws:kms/key:Key",
            "aws:s3/bucket:Bucket",
        ]);
    });

    it("of drained regions takes their record away, tells the cell's gates, and touches nothing else", async () => {
        const drained = changed(stack, config => {
            config["meridian:routing"] = { ...config["meridian:routing"], drain: ["aws:eu-west-1"] };
        });
        rehearsal.configure(drained);
        const steps = await planned(rehearsal);
        untouched(steps, "create", "create-replacement");
        assert.deepEqual(steps.delete, ["edge-eu-eu-west-1", "edge-eu-eu-west-1"]);
        for (const name of [...(steps.update ?? []), ...(steps.replace ?? [])]) {
            assert.match(name, /^screening-eu-eu-[a-z]+-1-gate$|^hub-dashboard$/);
        }
    });

    it("of shares rolls the gates, and nothing else", async () => {
        rehearsal.configure(
            changed(stack, ({ "meridian:models": [model] }) => {
                model!.traffic = [
                    { version: "1.0.0", percent: 50 },
                    { version: "2.0.0", percent: 50 },
                ];
            }),
        );
        const steps = await updated(rehearsal);
        untouched(steps, "delete", "create");
        const gates = ["eu-eu-central-1", "eu-eu-west-1", "us-us-east-1", "us-us-west-2"].map(
            each => `screening-${each}-gate`,
        );
        assert.deepEqual([steps.update, steps.replace], [gates, gates]);
    });

    it("of releases adds what serves the new one, and replaces no gate, front or table", async () => {
        rehearsal.configure(
            changed(stack, ({ "meridian:models": [model] }) => {
                model!.releases["3.0.0"] = { ...model!.releases["2.0.0"]!, digest: `sha256:${"3".repeat(64)}` };
                model!.traffic = [
                    { version: "1.0.0", percent: 50 },
                    { version: "2.0.0", percent: 50 },
                    { version: "3.0.0", percent: 0 },
                ];
            }),
        );
        const steps = await updated(rehearsal);
        assert.equal(steps.create?.filter(name => name.endsWith("-3-0-0")).length, 4 * 4);
        untouched(steps, "delete");
        // Of a gate's task definition there is a new revision.
        assert.ok(steps.replace!.every(name => name.endsWith("-gate")));
        assert.ok(steps.update!.every(name => name.endsWith("-gate")));
        const replaced = new MadeThings(await rehearsal.state()).all.filter(({ name }) =>
            steps.replace!.includes(name),
        );
        assert.ok(replaced.length > 0);
    });
});

describe("an update of the stack aws, rehearsed", function () {
    this.timeout(600_000);
    const stack = "aws";
    let rehearsal: Rehearsal;

    beforeEach(async () => {
        rehearsal = await Rehearsal.prepare(stack, textOf(stack));
    });
    afterEach(() => rehearsal.dispose());

    it("finishes the other regions where one is down, and that one once it is back", async () => {
        rehearsal.fail({ how: "down", region: "us-west-2" });
        const { exitCode, output } = await rehearsal.run("up", "--yes", "--skip-preview", "--continue-on-error");
        assert.notEqual(exitCode, 0);
        assert.match(output, /us-west-2/);
        const services = new MadeThings(await rehearsal.state()).of("ecs/service").map(({ inputs }) => inputs.region);
        assert.deepEqual([...new Set(services)].sort(), ["eu-central-1", "eu-west-1", "us-east-1"]);
        rehearsal.fail();
        await rehearsal.up();
        assert.deepEqual(await updated(rehearsal), {});
    });

    it("goes on from what was half made, or asked for too often", async () => {
        rehearsal.fail(
            { how: "half", type: "aws:ecs/service:Service", region: "eu-west-1", times: 1 },
            { how: "throttle", type: "aws:lb/loadBalancer:LoadBalancer", region: "us-east-1", times: 1 },
        );
        assert.notEqual((await rehearsal.run("up", "--yes", "--skip-preview", "--continue-on-error")).exitCode, 0);
        await rehearsal.up();
        assert.deepEqual(await updated(rehearsal), {});
        assert.equal(rehearsal.things().filter(({ type }) => type === "aws:lb/loadBalancer:LoadBalancer").length, 4);
    });
});
