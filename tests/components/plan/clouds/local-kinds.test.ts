import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { localKinds } from "../../../../components/plan/clouds/local-kinds";
import { packageRoot } from "../../../../tools/package-root";

describe("kinds of resources on this machine", () => {
    it("are the adapter's classes of resources: a class that the list lacks has neither overrides nor a row in the policy pack", () => {
        const source = readFileSync(path.join(packageRoot(), "components/adapters/local/resources.ts"), "utf8");
        const classes = [...source.matchAll(/^export class (\w+) extends LocalResource\b/gm)].map(([, name]) => name);
        assert.deepEqual([...localKinds].sort(), classes.sort());
    });
});
