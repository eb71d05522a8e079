import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { readConfig } from "../../policy/config";
import { policies } from "../../policy/policies";
import { packageRoot } from "../../tools/package-root";
import { command, projectWith } from "../cli/command";
import { cells, key, stateOf, table } from "../policy/stack";

const read = (file: string) => readFileSync(path.join(packageRoot(), file), "utf8");

interface Workflow {
    readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

describe("what the documentation and the example say of the policy pack", () => {
    it("is a config that the pack takes", () => {
        const [, text = ""] =
            /```json\n(\{\n {2}"residency-and-encryption"[^]*?)```/.exec(read("docs/policy/exceptions.md")) ?? [];
        const file = JSON.parse(text) as Record<string, unknown>;
        const names = policies.map(({ name }) => name);
        for (const name of Object.keys(file)) assert.ok(names.includes(name), name);
        const { exceptions, levels, setting } = readConfig(file["residency-and-encryption"]);
        assert.deepEqual([setting.cells.length, exceptions.length, Object.keys(levels).length], [1, 1, 1]);
    });

    it("is a workflow that names the pack where the package has it", () => {
        const workflow = read("examples/policy.yml");
        parse(workflow);
        const [, directory = ""] = /--policy-pack node_modules\/pulumi-meridian\/(\S+)/.exec(workflow) ?? [];
        assert.ok(existsSync(path.join(packageRoot(), directory, "PulumiPolicy.yaml")), directory);
        const { files } = JSON.parse(read("package.json")) as { files: string[] };
        assert.ok(files.includes(`${directory}/PulumiPolicy.yaml`));
    });

    it("is a workflow that fails for a stack that breaks a rule, by the commands that it has", () => {
        const { jobs } = parse(read("examples/policy.yml")) as Workflow;
        const steps = Object.values(jobs).flatMap(({ steps }) => steps);
        const judging = steps.filter(({ run }) => /\bmeridian\b.*--stack\b/.test(run ?? ""));
        assert.equal(judging.length, 2);
        assert.ok(judging.every(step => !("continue-on-error" in step)));
        const stackFile = JSON.stringify({ config: { "meridian:cells": cells } });
        const project = projectWith({ "stacks/Pulumi.prod.yaml": stackFile });
        try {
            // Stand for the engine, which exports a state, and for the installed package.
            const programs = {
                pulumi: `cat "${path.join(project.root, "state.json")}"`,
                npx: `shift; exec "${process.execPath}" "${command}" "$@"`,
            };
            for (const [name, script] of Object.entries(programs)) {
                project.write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
                chmodSync(path.join(project.root, "bin", name), 0o755);
            }
            const PATH = `${path.join(project.root, "bin")}:${process.env.PATH}`;
            const codeOf = (run: string) =>
                // As GitHub runs a step that names no shell.
                spawnSync("bash", ["-e", "-c", run.replaceAll("${{ matrix.stack }}", "prod")], {
                    cwd: project.root,
                    env: { PATH },
                }).status;
            const judge = judging.find(({ run }) => run!.includes("meridian policy"))!.run!;
            const abroad = table("patients", { replicas: [{ regionName: "us-east-1" }] });
            for (const [state, code] of [
                [stateOf(key), 0],
                [stateOf(key, abroad), 1],
            ] as const) {
                project.write("state.json", JSON.stringify(state));
                assert.equal(codeOf(judge), code, judge);
            }
            // Cells alone are no config that can be built.
            const validate = judging.find(({ run }) => run!.includes("meridian validate"))!.run!;
            assert.equal(codeOf(validate), 1, validate);
        } finally {
            project.remove();
        }
    });
});
