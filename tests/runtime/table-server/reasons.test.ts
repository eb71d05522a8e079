import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { reasons } from "../../../runtime/table-server/api";
import { packageRoot } from "../../../tools/package-root";

describe("reasons for which tables are unavailable", () => {
    const guide = readFileSync(path.join(packageRoot(), "docs/guides/tables.md"), "utf8");

    for (const [missing, reason] of Object.entries(reasons)) {
        it(`are explained in docs/guides/tables.md: ${missing}`, () => {
            // The guide leaves out what depends on the request.
            const [words] = reason.split(" meanwhile");
            assert.ok(guide.includes(words!), reason);
        });
    }
});
