import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { configJsonSchema, unexplained } from "../../docs/config-schema";
import { commentsOf } from "../../docs/doc-comments";
import { generated } from "../../docs/generate";

const root = path.join(__dirname, "..", "..");

describe("what is made from the sources", function () {
    // TypeScript reads the whole package.
    this.timeout(120_000);

    it("is as the sources are now; otherwise run `npm run docs`", async () => {
        for (const { file, text } of await generated()) {
            assert.equal(readFileSync(path.join(root, file), "utf8"), text, `${file} is stale: run \`npm run docs\``);
        }
    });

    it("explains every key of the config", () => {
        const comments = commentsOf("components/plan/config/config.ts", "ConfigInput");
        assert.deepEqual(unexplained(configJsonSchema(comments)), []);
    });
});
