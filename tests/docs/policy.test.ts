import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { readConfig } from "../../policy/config";
import { policies } from "../../policy/policies";
import { packageRoot } from "../../tools/package-root";

const read = (file: string) => readFileSync(path.join(packageRoot(), file), "utf8");

describe("what the README and the example say of the policy pack", () => {
    it("is a config that the pack takes", () => {
        const [, text = ""] = /```json\n(\{\n {2}"residency-and-encryption"[^]*?)```/.exec(read("README.md")) ?? [];
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
});
