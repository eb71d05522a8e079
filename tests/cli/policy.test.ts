import assert from "node:assert/strict";

import { cells, key, made, stateOf, table } from "../policy/stack";
import { projectWith, type ScratchProject } from "./command";

const config = JSON.stringify({ config: { "meridian:cells": cells } });
const abroad = table("patients", { replicas: [{ regionName: "us-east-1" }] });
const good = { [stack("prod")]: config, "state.json": JSON.stringify(stateOf(key)) };
const bad = { ...good, "state.json": JSON.stringify(stateOf(key, abroad)) };

function stack(name: string): string {
    return `stacks/Pulumi.${name}.yaml`;
}

interface Judged {
    readonly cells: number;
    readonly violations: readonly { readonly rule: string; readonly level: string; readonly exception?: object }[];
    readonly coverage: { readonly keeping: number };
}

describe("meridian policy", () => {
    let project: ScratchProject;
    const given = (files: Readonly<Record<string, string>>) => {
        project = projectWith(files);
        return project;
    };
    afterEach(() => {
        project.remove();
    });

    it("says that nothing stops an update, and how much is proven, by the cells of the stack that the state is of", async () => {
        assert.deepEqual(await given(good).ask(["policy", "--state", "state.json"]), {
            code: 0,
            stderr: "",
            stdout: "1 of 1 data stores are proven to stay in their cell, 0 violated, 0 undetermined\nnothing stops an update\n",
        });
    });

    it("fails, and names the rule, the resource and the remedy, where data leaves its cell", async () => {
        const { code, stdout } = await given(bad).ask(["policy", "--state", "state.json"]);
        assert.equal(code, 1);
        assert.match(
            stdout,
            /residency\/replication +aws:dynamodb\/table:Table patients +replicas\[\]\.regionName: health data of cell eu: aws:us-east-1 is in .*, US, outside EU; /,
        );
    });

    it("gives one JSON value with everything", async () => {
        const { code, stdout } = await given(bad).ask(["policy", "--state", "state.json", "--json"]);
        const { cells: count, coverage, violations } = JSON.parse(stdout) as Judged;
        assert.deepEqual([code, count, coverage.keeping], [1, 2, 2]);
        assert.ok(violations.some(({ level, rule }) => level === "mandatory" && rule === "residency/replication"));
    });

    it("takes cells and exceptions from the pack's config, by the policy's name as the engine takes it", async () => {
        const { violations } = JSON.parse(
            (await given(bad).ask(["policy", "--state", "state.json", "--json"])).stdout,
        ) as Judged;
        const exceptions = [...new Set(violations.map(({ rule }) => rule))].map(rule => ({
            ...{ rule, resource: "*::patients", reason: "a rehearsal", owner: "platform", expires: "2999-12-31" },
        }));
        project.write("policy.json", JSON.stringify({ "residency-and-encryption": { cells, exceptions } }));
        const { code, stdout } = await project.ask(["policy", "--state", "state.json", "--config", "policy.json"]);
        assert.equal(code, 0, stdout);
        assert.match(
            stdout,
            /Accepted until a date \(exceptions\)[^]*excepted until 2999-12-31 by platform: a rehearsal/,
        );
    });

    it("takes a config of the engine's that says levels of policies, and nothing of cells", async () => {
        given(good).write("policy.json", '{ "residency-and-encryption": "advisory", "remedy-tls-floor": "remediate" }');
        const { code, stderr } = await project.ask(["policy", "--state", "state.json", "--config", "policy.json"]);
        assert.deepEqual([code, stderr], [0, ""]);
    });

    it("says that residency isn't evaluated without cells, and evaluates the rest", async () => {
        const plain = made("aws:lb/listener:Listener", "front", { region: "eu-west-1", protocol: "HTTP" });
        const { code, stdout } = await given({ "state.json": JSON.stringify(stateOf(plain)) }).ask([
            "policy",
            "--state",
            "state.json",
        ]);
        assert.equal(code, 1);
        assert.match(stdout, /encryption\/in-transit/);
        assert.match(stdout, /residency is not evaluated: meridian:cells is not set/);
    });

    it("rejects what is no state, and configs that can't be read, and says why in one line", async () => {
        given({
            ...good,
            "no.json": "{",
            "other.json": "{}",
            "wrong.json": '{"exceptions":1}',
            "null.json": "null",
            "list.json": '{"deployment":{"resources":[1]}}',
        });
        const wrong: readonly [readonly string[], RegExp][] = [
            [[], /policy needs --state <file>/],
            [["--state", "gone.json"], /gone\.json can't be read: no such file/],
            [["--state", "no.json"], /no\.json is no JSON/],
            [["--state", "other.json"], /not an exported state: it has no deployment/],
            [["--state", "list.json"], /not an exported state: its resources are not a list/],
            [["--state", "state.json", "--config", "wrong.json"], /exceptions: a list/],
            [["--state", "state.json", "--config", "null.json"], /the policy pack's config is no object/],
            [["--state", "state.json", "-s", "gone"], /has no stack gone; it has prod/],
        ];
        for (const [argv, message] of wrong) {
            const { code, stderr, stdout } = await project.ask(["policy", ...argv]);
            assert.deepEqual([code, stdout], [2, ""], stderr);
            assert.match(stderr, message);
            assert.equal(stderr.trim().split("\n").length, 1, stderr);
        }
    });
});
