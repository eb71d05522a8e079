import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { routeTable } from "../../tools/docs/capability-table";
import { configJsonSchema, unexplained } from "../../tools/docs/config-schema";
import { commentsOf } from "../../tools/docs/doc-comments";
import { generated } from "../../tools/docs/generate";

const root = path.join(__dirname, "..", "..");

describe("what is made from the sources", function () {
    // TypeScript reads the whole package.
    this.timeout(120_000);

    it("is as the sources are now; otherwise run `npm run docs`", async () => {
        for (const { file, text } of await generated()) {
            assert.equal(readFileSync(path.join(root, file), "utf8"), text, `${file} is stale: run \`npm run docs\``);
        }
    });

    it("shows of routes between clouds by what they are, whether that is built, and how often each may check", () => {
        const rows = routeTable()
            .split("\n")
            .map(line => line.split(" | ").slice(0, 5).join(" | "));
        for (const row of [
            "| `regional` | aws | gcp | **Route 53 geoproximity records** | 10 or 30",
            "| `regional` | gcp | gcp | Cloud DNS geolocation policy | 30 or more",
            "| `internal` | aws | aws | **Route 53 latency records of internal balancers** | 5 or more",
        ]) {
            assert.ok(rows.includes(row), `${row} is not in\n${rows.join("\n")}`);
        }
        assert.ok(!rows.some(row => row.startsWith("| `regional` | gcp | aws |")), "Cloud DNS needs an address");
    });

    it("explains every key of the config", () => {
        const comments = commentsOf("components/plan/config/config.ts", "ConfigInput");
        assert.deepEqual(unexplained(configJsonSchema(comments)), []);
    });
});
