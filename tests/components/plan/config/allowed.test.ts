import assert from "node:assert/strict";
import { z } from "zod";

import { allowedBy } from "../../../../components/plan/config/allowed";
import { configSchema } from "../../../../components/plan/config/config";
import { lockSchema } from "../../../../components/plan/config/lock";
import { unwrapped } from "../../../../components/plan/config/schema-keys";

describe("what is allowed is said in the words of a config", () => {
    const cases: [schema: z.core.$ZodType, allowed: string][] = [
        [z.string(), "text"],
        [z.string().min(1, "not empty").max(8, "8 characters at most"), "text, not empty, 8 characters at most"],
        [z.string().refine(() => true, "a country"), "text, a country"],
        [z.number().min(1, "1 to 5").max(5, "1 to 5"), "a number, 1 to 5"],
        [z.number().int().min(1, "1 to 5"), "a whole number, 1 to 5"],
        [z.number().min(3), "a number"],
        [z.boolean(), "true or false"],
        [z.unknown(), "anything"],
        [z.enum(["a", "b"]), "a, b"],
        [z.literal(1), "1"],
        [z.array(z.string()).min(1, "at least one"), "a list, at least one"],
        [z.strictObject({ city: z.string(), country: z.string() }), "an object with city, country"],
        [z.record(z.string().regex(/^v/, "a version"), z.number()), "an object whose keys are text, a version"],
        [z.union([z.string().transform(one => [one]), z.array(z.string()).optional()]), "text, or a list"],
    ];
    for (const [schema, allowed] of cases) {
        it(allowed, () => {
            assert.equal(allowedBy(schema), allowed);
        });
    }

    it("by every part of the config's schema, and of the lock's", () => {
        for (const [path, schema] of [...partsOf(configSchema, "config"), ...partsOf(lockSchema, "lock")]) {
            const allowed = allowedBy(schema);
            assert.match(allowed, /^\S/, path);
            assert.doesNotMatch(allowed, /undefined|, $|^, |, ,/, path);
            for (const { _zod } of schema._zod.def.checks ?? []) {
                const isWhole = _zod.def.check === "number_format";
                assert.equal(typeof _zod.def.error?.({} as never), isWhole ? "undefined" : "string", path);
            }
        }
    });
});

/** Every part of a schema with its path. */
function partsOf(outer: z.core.$ZodType, path: string): [path: string, schema: z.core.$ZodType][] {
    const schema = unwrapped(outer);
    const inner: (readonly [string, z.core.$ZodType])[] =
        schema instanceof z.ZodObject
            ? Object.entries(schema.shape)
            : schema instanceof z.ZodArray
              ? [["*", schema.element]]
              : schema instanceof z.ZodRecord
                ? [
                      ["key", schema.keyType],
                      ["*", schema.valueType],
                  ]
                : schema instanceof z.ZodUnion
                  ? schema.options.map((option, i) => [String(i), option] as const)
                  : [];
    return [[path, schema], ...inner.flatMap(([key, part]) => partsOf(part, `${path}.${key}`))];
}
