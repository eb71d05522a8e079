import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";

describe("the index of the documentation", () => {
    it("lists every page once", () => {
        const docs = path.join(packageRoot(), "docs");
        const pages = readdirSync(docs, { recursive: true, encoding: "utf8" }).filter(
            file => file.endsWith(".md") && file !== "README.md",
        );
        const listed = [...readFileSync(path.join(docs, "README.md"), "utf8").matchAll(/\]\(([^)]+)\)/g)]
            .map(([, target]) => target!)
            .filter(target => !target.startsWith("../"));
        assert.deepEqual(listed.sort(), pages.sort());
    });
});
