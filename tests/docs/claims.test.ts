import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";

describe("the table of claims in tests/README.md", () => {
    const tests = path.join(packageRoot(), "tests");
    const files = readdirSync(tests, { recursive: true, encoding: "utf8" }).map(file => `/${file}`);
    const exists = (name: string) =>
        files.some(file => [`/${name}.test.ts`, `/${name}`].some(end => file.endsWith(end)));

    it("cites tests that there are", () => {
        const [, claims = ""] = readFileSync(path.join(tests, "README.md"), "utf8").split("## Claims");
        const rows = claims.split("\n").filter(line => line.startsWith("|"));
        const cited = rows.flatMap(row =>
            [...(row.split("|")[3] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
        );
        assert.ok(cited.length > 100);
        assert.deepEqual(
            [...new Set(cited)].filter(name => !name.startsWith("npm ") && !exists(name)),
            [],
        );
    });
});
