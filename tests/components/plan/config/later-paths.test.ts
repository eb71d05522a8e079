import assert from "node:assert/strict";

import { z } from "zod";

import { configSchema } from "../../../../components/plan/config/config";
import { laterPaths, mayBeLater } from "../../../../components/plan/config/later-paths";
import { schemaAt } from "../../../../components/plan/config/schema-keys";

describe("the values of a config that may be known after an update only", () => {
    const known: readonly (readonly PropertyKey[])[] = [
        ["domain"],
        ["routing"],
        ["routing", "names"],
        ["routing", "zone", "id"],
        ["cells"],
        ["cells", 0],
        ["cells", 0, "name"],
        ["cells", 0, "existing"],
        ["cells", "0", "existing", "aws:eu-west-1", "key"],
        ["cells", 0, "accounts", "aws"],
        ["cells", 0, "accounts", "gcp", "project"],
        ["aws", "tags"],
        ["aws", "images", "gate"],
        ["store", "tables", 0, "existing", "aws:eu-west-1"],
    ];
    for (const path of known) {
        it(`don't include ${path.join(" → ")}`, () => {
            assert.equal(mayBeLater(path), false);
        });
    }

    const later: readonly (readonly PropertyKey[])[] = [
        ["routing", "zone"],
        ["cells", 12, "existing", "aws:eu-west-1"],
        ["cells", 0, "existing", "aws:eu-west-1", "key"],
        ["cells", 0, "existing", "aws:eu-west-1", "subnets", 1],
        ["cells", 0, "accounts", "aws", "roleArn"],
        ["cells", 0, "accounts", "aws", "permissionsBoundary"],
        ["aws", "tags", "cost-center"],
    ];
    for (const path of later) {
        it(`include ${path.join(" → ")}`, () => {
            assert.equal(mayBeLater(path), true);
        });
    }

    it("are texts that the schema knows, or maps of what holds them", () => {
        for (const path of laterPaths) {
            const at = path.replaceAll("[]", ".0").replace(/\.\*$/, "").split(".");
            const schema = schemaAt(configSchema, at);
            assert.ok(schema instanceof (path.endsWith(".*") ? z.ZodRecord : z.ZodString), path);
        }
    });
});
