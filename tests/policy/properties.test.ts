import assert from "node:assert/strict";

import fc from "fast-check";

import { Properties } from "../../policy/properties";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const known = (value: unknown) => ({ is: "known", value });

describe("properties, as a policy reads them", () => {
    it("are known, absent, or not known yet", () => {
        const properties = new Properties({ a: { b: "text" }, c: unknown, d: unknown });
        assert.deepEqual(properties.text("a.b"), known("text"));
        assert.deepEqual(properties.text("a.x"), { is: "absent" });
        assert.deepEqual(properties.text("c"), { is: "unknown", path: "c" });
        assert.deepEqual(properties.flag("d.e.f"), { is: "unknown", path: "d.e.f" });
    });

    it("are read from each element of a list, one that is not known hiding none beside it", () => {
        const properties = new Properties({ rules: [{ to: "a" }, unknown, { to: unknown }, {}, { to: "b" }] });
        assert.deepEqual(properties.texts("rules[].to"), [
            known("a"),
            { is: "unknown", path: "rules[].to" },
            { is: "unknown", path: "rules[].to" },
            known("b"),
        ]);
        assert.deepEqual(new Properties({ rules: unknown }).texts("rules[].to"), [
            { is: "unknown", path: "rules[].to" },
        ]);
    });

    it("are absent where they have another form, or come from a prototype", () => {
        const properties = new Properties({ a: true, b: ["x"], c: { d: null }, e: "" });
        for (const path of [
            "a",
            "e",
            "a.b",
            "b",
            "c.d",
            "c.d.e",
            "constructor.name",
            "__proto__.toString",
            "b.length",
        ]) {
            assert.deepEqual(properties.text(path), { is: "absent" }, path);
        }
    });

    it("are taken for what they say, however a program writes it", () => {
        const properties = new Properties({
            on: ["True", "1", 1, true],
            off: ["FALSE", "0", 0, false],
            neither: "perhaps",
            days: "07",
            port: 443,
            one: { to: "a" },
            deep: [[{ to: ["a"] }], { to: ["b"] }],
            none: [],
        });
        for (const item of ["on", "off"]) {
            for (const i of [0, 1, 2, 3]) {
                const each = new Properties({ flag: (properties.read(item) as { value: unknown[] }).value[i] });
                assert.deepEqual(each.flag("flag"), known(item === "on"), `${item} ${i}`);
            }
        }
        assert.deepEqual(properties.flag("neither"), { is: "absent" });
        assert.deepEqual(properties.number("days"), known(7));
        assert.deepEqual(properties.text("port"), known("443"));
        assert.deepEqual(properties.texts("one[].to"), [known("a")]);
        assert.deepEqual(properties.texts("deep[].to[]"), [known("a"), known("b")]);
        assert.equal(properties.has("none"), false);
    });

    it("throw nothing, whatever they are and whatever is asked", () => {
        fc.assert(
            fc.property(fc.anything(), fc.array(fc.constantFrom("a", "b[]", "__proto__", "", "[]")), (raw, steps) => {
                const properties = new Properties(raw);
                const path = steps.join(".");
                properties.text(path);
                properties.flag(path);
                properties.texts(path);
                properties.list(path);
            }),
        );
    });
});
