import assert from "node:assert/strict";

import { parse, stringify } from "yaml";

import { planned, type Steps, updated } from "../../engine/steps";
import { MadeThings } from "../made";
import type { Rehearsal } from "../rehearsal";
import { hasWholeLife, leftByTrails, textOf, unprotected } from "./life-cycle";

const stack = "aws";

interface Config {
    "meridian:routing"?: { drain: string[] };
    readonly "meridian:cells": { name: string; regions: string[] }[];
    readonly "meridian:models": {
        traffic: { version: string; percent: number }[];
        releases: Record<string, { artifact: string; digest: string }>;
    }[];
}

/** A stack's file with something different. */
function changed(change: (config: Config) => void): string {
    const written = parse(textOf(stack)) as { config: Config };
    change(written.config);
    return stringify(written);
}

const withRegion = ({ "meridian:cells": [eu] }: Config) => {
    eu!.regions.push("aws:eu-west-3");
};
const regions = ["eu-eu-central-1", "eu-eu-west-1", "us-us-east-1", "us-us-west-2"];
const fronts = regions.map(region => `screening-${region}-front`);

/** What nothing happens to. */
const untouched = (steps: Steps, ...operations: readonly string[]) => {
    for (const operation of operations) assert.deepEqual(steps[operation] ?? [], [], operation);
};
/** Components have nothing of their own to change, but say what came of their children. */
const isOf = (region: string) => (name: string) => name.includes(region);

hasWholeLife(
    stack,
    [
        "aws:backup/vault:Vault",
        "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
        "aws:dynamodb/table:Table",
        ...leftByTrails,
    ],
    changes,
);

function changes(rehearsal: () => Rehearsal): void {
    it("creates for a new region what it needs, and of what there is changes only the primary's table, where its images go, and the other gates", async () => {
        rehearsal().configure(changed(withRegion));
        const steps = await updated(rehearsal());
        untouched(steps, "delete");
        assert.ok(steps.create!.length > 80);
        for (const name of steps.create!) assert.ok(isOf("eu-west-3")(name), name);
        for (const name of [...(steps.update ?? []), ...(steps.replace ?? [])]) {
            assert.match(name, /^screening-eu-(store-features|eu-west-1-images|eu-[a-z]+-1-gate)$|^hub-dashboard$/);
        }
        assert.deepEqual(await updated(rehearsal()), {});
    });

    it("refuses to remove a region while its balancer is protected, and changes nothing", async () => {
        rehearsal().configure(textOf(stack));
        const before = rehearsal().things();
        const { errors, exitCode, output } = await rehearsal().run("up", "--yes");
        assert.notEqual(exitCode, 0);
        assert.match(output + errors, /screening-eu-eu-west-3-front" cannot be deleted\s+because it is protected/);
        assert.deepEqual(rehearsal().things(), before);
    });

    it("deletes what a removed region had, except its key, and its buckets of logs with what guards them", async () => {
        rehearsal().configure(unprotected(changed(withRegion)));
        untouched(await updated(rehearsal()), "create", "delete", "replace");
        rehearsal().configure(unprotected(textOf(stack)));
        const steps = await updated(rehearsal());
        for (const name of steps.delete!) assert.ok(isOf("eu-west-3")(name), name);
        const left = rehearsal()
            .things()
            .filter(({ region }) => region === "eu-west-3");
        assert.deepEqual([...new Set(left.map(({ type }) => type))].sort(), leftByTrails);
        rehearsal().configure(textOf(stack));
        assert.deepEqual(await updated(rehearsal()), { update: fronts });
    });

    it("deletes the record of a drained region, changes the gates of its cell, and nothing else", async () => {
        const drained = changed(config => {
            config["meridian:routing"] = { ...config["meridian:routing"], drain: ["aws:eu-west-1"] };
        });
        rehearsal().configure(drained);
        const steps = await planned(rehearsal());
        untouched(steps, "create", "create-replacement");
        // With its health check goes the alarm that none arrives.
        assert.deepEqual(steps.delete, ["edge-eu-eu-west-1", "edge-eu-eu-west-1", "hub-eu-eu-west-1-checks"]);
        for (const name of [...(steps.update ?? []), ...(steps.replace ?? [])]) {
            // Its other alarm notifies of nothing.
            assert.match(name, /^screening-eu-eu-[a-z]+-1-gate$|^hub-dashboard$|^hub-eu-eu-west-1-gates$/);
        }
    });

    it("replaces the gates for other shares, and nothing else", async () => {
        rehearsal().configure(
            changed(({ "meridian:models": [model] }) => {
                model!.traffic = [
                    { version: "1.0.0", percent: 50 },
                    { version: "2.0.0", percent: 50 },
                ];
            }),
        );
        const steps = await updated(rehearsal());
        untouched(steps, "delete", "create");
        const gates = regions.map(region => `screening-${region}-gate`);
        assert.deepEqual([steps.update, steps.replace], [gates, gates]);
    });

    it("creates what serves a new release, and replaces no front or table", async () => {
        rehearsal().configure(
            changed(({ "meridian:models": [model] }) => {
                model!.releases["3.0.0"] = { ...model!.releases["2.0.0"]!, digest: `sha256:${"3".repeat(64)}` };
                model!.traffic = [
                    { version: "1.0.0", percent: 50 },
                    { version: "2.0.0", percent: 50 },
                    { version: "3.0.0", percent: 0 },
                ];
            }),
        );
        const steps = await updated(rehearsal());
        assert.equal(steps.create?.filter(name => name.endsWith("-3-0-0")).length, 4 * 4);
        untouched(steps, "delete");
        // Of a gate's task definition there is a new revision.
        assert.ok(steps.replace!.every(name => name.endsWith("-gate")));
        assert.ok(steps.update!.every(name => name.endsWith("-gate")));
        const replaced = new MadeThings(await rehearsal().state()).all.filter(({ name }) =>
            steps.replace!.includes(name),
        );
        assert.ok(replaced.length > 0);
    });
}
