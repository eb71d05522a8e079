import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { LocalStack } from "../support/local-stack";
import type { StackConfig } from "../support/stack-config";
import { recordedConfig, recordedState, recordedVersions } from "../rehearsal/recorded";
import { planned } from "./steps";

/** Made since by a version: everything else that it made keeps its resource. */
const createdSince: Readonly<Record<string, readonly string[]>> = { "0.1.0": ["edge-2", "edge-2-files", "screening"] };

/**
 * By a preview alone: the files and processes of the state aren't there, so that each is to be put right. What is proven is that an update
 * replaces and removes nothing.
 */
describe("the stack local of those who have it", function () {
    this.timeout(400_000);

    for (const version of recordedVersions("local")) {
        it(`keeps every resource that version ${version} made`, async () => {
            const { config } = parse(recordedConfig("local", version)) as { config: StackConfig };
            const stack = await LocalStack.prepare(config);
            try {
                const file = path.join(stack.project, "recorded.json");
                writeFileSync(file, JSON.stringify(recordedState("local", version)), { mode: 0o600 });
                await stack.engine.ask(["stack", "import", "--file", file, "--stack", stack.name]);
                const { create = [], update: _, ...others } = await planned(stack);
                assert.deepEqual(create, createdSince[version]);
                assert.deepEqual(others, {});
            } finally {
                await stack.dispose();
            }
        });
    }
});
