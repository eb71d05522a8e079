import assert from "node:assert/strict";

import { configReference } from "../../tools/docs/config-reference";
import { type JsonSchema, keysIn, unexplained } from "../../tools/docs/config-schema";

const described = { type: "string", description: "what it is for" };
const schema: JsonSchema = {
    properties: {
        service: described,
        cells: {
            description: "the cells",
            items: { properties: { name: described, regions: { items: { type: "string" } } } },
        },
        models: {
            description: "the models",
            items: {
                properties: {
                    releases: { description: "by version", additionalProperties: { properties: { digest: {} } } },
                },
            },
        },
        accounts: { description: "by region", additionalProperties: { properties: { id: { type: "string" } } } },
        store: { description: "the store", properties: { shards: { type: "integer", minimum: 1, maximum: 64 } } },
    },
    required: ["cells"],
};

describe("keys of the config", () => {
    it("are those of objects, and of the items of lists and records, under a path that says which", () => {
        assert.deepEqual(
            keysIn(schema, "").map(({ path, required }) => [path, required]),
            [
                ["service", false],
                ["cells", true],
                ["models", false],
                ["accounts", false],
                ["store", false],
            ],
        );
    });

    it("without an explanation are found at any depth", () => {
        assert.deepEqual(unexplained(schema), [
            "cells[].regions",
            "models[].releases.<version>.digest",
            "accounts.<region>.id",
            "store.shards",
        ]);
        assert.deepEqual(unexplained({ properties: { service: described } }), []);
    });

    it("are in the reference with what they accept and their default, and a bar does not end a column", () => {
        const reference = configReference({
            properties: {
                store: {
                    properties: {
                        shards: { type: "integer", minimum: 1, maximum: 64, default: 16, description: "1 | 64" },
                        ratio: { type: "number", exclusiveMinimum: 0, maximum: 1 },
                        least: { type: "number", minimum: 0 },
                        names: { type: "array", items: { type: "string" }, default: [] },
                        mode: { anyOf: [{ enum: ["a", "b"] }, { type: "boolean" }] },
                    },
                    required: ["names"],
                },
            },
            required: ["store"],
        });
        assert.deepEqual(reference.split("\n").slice(-5), [
            "| `store.shards` | whole number, 1 to 64 | `16` | 1 \\| 64 |",
            "| `store.ratio` | number, more than 0, 1 at most |  |  |",
            "| `store.least` | number, 0 or more |  |  |",
            "| `store.names` | list of texts | required |  |",
            "| `store.mode` | `a`, `b`, or `true` or `false` |  |  |",
        ]);
        assert.match(reference, /## `meridian:store`\n\nRequired\.\n\n/);
    });
});
