import assert from "node:assert/strict";
import { z } from "zod";

import { configSchema } from "../../../../components/plan/config/config";
import { allowedKeys, keySchemaAt, schemaAt, unwrapped } from "../../../../components/plan/config/schema-keys";

describe("the keys of a schema", () => {
    const cases: [where: string, path: (string | number)[], keys: readonly string[]][] = [
        ["at the top", [], Object.keys(configSchema.shape)],
        [
            "in an object with a default",
            ["serving", "scaling"],
            ["min", "max", "targetUtilization", "predictive", "hours", "survives"],
        ],
        ["in an item of a list", ["demand", "places", 3], ["city", "country", "share", "cell"]],
        ["in a value of a map", ["models", 0, "releases", "1.0.0", "provenance"], ["dataSet", "commit", "approver"]],
        ["in what is optional", ["budget"], ["monthly", "currency", "anomalies"]],
        ["are none in a map", ["models", 0, "releases"], []],
        ["are none in a text", ["domain"], []],
        ["are none within a text", ["domain", "length"], []],
        ["are none where there is nothing", ["nowhere", "at", "all"], []],
        ["are none in what every object has", ["constructor"], []],
    ];
    for (const [where, path, keys] of cases) {
        it(where, () => {
            assert.deepEqual(allowedKeys(configSchema, path), keys);
        });
    }
});

describe("the schema at a path", () => {
    it("is described without what makes it optional, and without transformations of its values", () => {
        assert.ok(schemaAt(configSchema, ["cells", 0, "primary"]) instanceof z.ZodString);
        assert.ok(schemaAt(configSchema, ["routing", "sharedName"]) instanceof z.ZodBoolean);
        assert.equal(unwrapped(configSchema.shape.domain), configSchema.shape.domain.unwrap());
        assert.equal(schemaAt(configSchema, []), configSchema);
    });

    it("of keys is that of a map, and none elsewhere", () => {
        assert.ok(keySchemaAt(configSchema, ["models", 0, "releases", "1.0.0"]) instanceof z.ZodString);
        assert.equal(keySchemaAt(configSchema, ["service"]), undefined);
    });
});
