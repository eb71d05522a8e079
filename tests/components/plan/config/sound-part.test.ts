import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";

import { type ConfigInput, configSchema } from "../../../../components/plan/config/config";
import { soundPart, standInName } from "../../../../components/plan/config/sound-part";
import { configs, fixedSeed } from "../../../support/arbitraries";
import { distorted } from "../distortions";
import { screening } from "../screening";

/** The sound part of a config that is changed after it was written. */
function soundPartOf(change: (written: ConfigInput) => object) {
    return soundPart(configSchema, change(screening()))!;
}

describe("the sound part of a config", () => {
    it("is the whole of one that has a right form", () => {
        const { value, removed, originalPath } = soundPartOf(written => written);
        assert.deepEqual(value, configSchema.parse(screening()));
        assert.deepEqual(removed, []);
        assert.equal(originalPath("cells[1].regions[0]"), "cells[1].regions[0]");
    });

    it("leaves what it is made of as it was", () => {
        const written = { ...screening(), cells: [5, ...screening().cells] };
        const before = structuredClone(written);
        soundPart(configSchema, written);
        assert.deepEqual(written, before);
    });

    it("lacks a value of no right form that can be left out", () => {
        const { value, removed } = soundPartOf(written => ({ ...written, domain: 5 }));
        assert.equal(value.domain, undefined);
        assert.deepEqual(removed, ["domain"]);
    });

    it("lacks what can't be without a value of no right form", () => {
        const { value, removed } = soundPartOf(written => ({
            ...written,
            cells: [{ ...written.cells[0], regions: "local:eu-west" }, written.cells[1]],
        }));
        assert.deepEqual(
            value.cells.map(({ name }) => name),
            ["us"],
        );
        assert.deepEqual(removed, ["cells[0].regions", "cells[0]"]);
    });

    it("lacks keys that are unknown, and says which were meant", () => {
        const { value, removed } = soundPartOf(({ domain, ...written }) => ({ ...written, domian: domain, color: 5 }));
        assert.equal(value.domain, undefined);
        assert.deepEqual([...removed].sort(), ["color", "domain", "domian"]);
    });

    it("lacks entries under keys of no right form", () => {
        const { value, removed } = soundPartOf(written => ({
            ...written,
            models: [{ ...written.models[0], releases: { ...written.models[0]!.releases, one: {} } }],
        }));
        assert.deepEqual(Object.keys(value.models[0]!.releases), ["1.0.0", "2.0.0"]);
        assert.deepEqual(removed, ["models[0].releases.one"]);
    });

    it("knows where items of its lists were, however many before them are gone", () => {
        const { value, originalPath } = soundPartOf(written => ({
            ...written,
            cells: [
                5,
                { ...written.cells[0], regions: [1, "local:eu-west", { a: 1 }, "local:eu-central"] },
                {},
                written.cells[1],
            ],
        }));
        assert.deepEqual(
            value.cells.map(({ name, regions }) => [name, regions]),
            [
                ["eu", ["local:eu-west", "local:eu-central"]],
                ["us", ["local:us-east", "local:us-west"]],
            ],
        );
        assert.equal(originalPath("cells[0].regions[0]"), "cells[1].regions[1]");
        assert.equal(originalPath("cells[0].regions[1]"), "cells[1].regions[3]");
        assert.equal(originalPath("cells[1].name"), "cells[3].name");
        assert.equal(originalPath("cells[1].regions[1]"), "cells[3].regions[1]");
        assert.equal(originalPath('models[0].releases["1.0.0"].digest'), 'models[0].releases["1.0.0"].digest');
    });

    it("knows it where a list loses items more than once", () => {
        const { value, originalPath } = soundPart(z.array(z.strictObject({ a: z.array(z.string()).min(1) })), [
            5,
            { a: [5] },
            { a: ["x"] },
        ])!;
        assert.deepEqual(value, [{ a: ["x"] }]);
        assert.equal(originalPath("[0].a[0]"), "[2].a[0]");
    });

    it("is nothing where nothing can be left out", () => {
        for (const input of [undefined, null, 5, [], { ...screening(), cells: 5 }, { ...screening(), cells: [] }]) {
            assert.equal(soundPart(configSchema, input), undefined);
        }
    });

    it("has placeholder names for names without a right form, since the rest can be checked without", () => {
        const { value, removed } = soundPartOf(written => ({
            ...written,
            service: 7,
            cells: written.cells.map(({ name: _, ...cell }) => cell),
            models: [{ ...written.models[0], name: "", releases: { "1.0.0": { artifact: 5 }, "2.0.0": {} } }],
        }));
        const names = [value.service, ...value.cells.map(({ name }) => name), value.models[0]!.name];
        assert.equal(new Set(names).size, 4);
        assert.ok(names.every(name => standInName.test(name)));
        const artifacts = Object.values(value.models[0]!.releases).map(({ artifact }) => artifact);
        assert.equal(new Set(artifacts).size, 2);
        assert.deepEqual([...removed].sort(), [
            "cells[0].name",
            "cells[1].name",
            "models[0].name",
            'models[0].releases["1.0.0"].artifact',
            'models[0].releases["2.0.0"].artifact',
            "service",
        ]);
    });

    it("has models, shares, jurisdictions and classes of its own where a config or a cell would be lost without", () => {
        const { value, removed } = soundPartOf(written => ({
            ...written,
            cells: [{ ...written.cells[0], jurisdictions: "EU", dataClasses: [] }],
            models: "screening",
        }));
        assert.deepEqual(removed, ["cells[0].jurisdictions", "cells[0].dataClasses", "models"]);
        assert.deepEqual(value.cells[0]!.regions, ["local:eu-west", "local:eu-central"]);
        assert.equal(value.models.length, 1);
        const shares = soundPartOf(written => ({
            ...written,
            models: [
                { ...written.models[0], traffic: [{ version: "one", percent: "90%" }] },
                { ...written.models[0], name: "other", traffic: "all" },
            ],
        }));
        assert.deepEqual(shares.removed, [
            "models[0].traffic[0].version",
            "models[0].traffic[0].percent",
            "models[1].traffic",
        ]);
        assert.equal(shares.value.models[0]!.stickyBy, "header:x-subject");
    });

    it("loses what a name of its own is no help to", () => {
        const named = z.strictObject({ service: z.enum(["a"]).optional(), other: z.string() });
        const { value, removed } = soundPart(named, { service: 5, other: "b" })!;
        assert.deepEqual(value, { other: "b" });
        assert.deepEqual(removed, ["service"]);
    });

    it("of any JSON has a right form, and every path in it has its own in the input", () => {
        fc.assert(
            fc.property(distorted(configs), written => {
                const sound = soundPart(configSchema, written);
                if (sound === undefined) {
                    return;
                }
                const { value, originalPath } = sound;
                const inputs = (written as ConfigInput).cells;
                value.cells.forEach(({ regions, jurisdictions }, i) => {
                    const j = Number(/^cells\[(\d+)\]$/.exec(originalPath(`cells[${i}]`))![1]);
                    regions.forEach((region, k) => {
                        const original = originalPath(`cells[${i}].regions[${k}]`);
                        const at = Number(/\[(\d+)\]$/.exec(original)![1]);
                        assert.equal(original, `cells[${j}].regions[${at}]`);
                        assert.equal(inputs[j]!.regions[at], region);
                    });
                    const said: unknown = inputs[j]!.jurisdictions;
                    const replaced = sound.removed.includes(`cells[${j}].jurisdictions`);
                    assert.ok(replaced || jurisdictions.every(name => (said as unknown[]).includes(name)));
                });
            }),
            { ...fixedSeed, numRuns: 300 },
        );
    });
});

describe("a value that no JSON is", () => {
    it("is left where it may be, and taken out elsewhere, without being copied", () => {
        const output = { apply: () => 5 };
        const round: Record<string, unknown> = { name: "a" };
        round.self = round;
        const schema = z.object({
            any: z.unknown(),
            text: z.string().optional(),
            round: z.strictObject({ name: z.string() }),
        });
        const { value, removed } = soundPart(schema, { any: output, text: output, round })!;
        assert.deepEqual(value, { any: output, round: { name: "a" } });
        assert.deepEqual(removed, ["text", "round.self"]);
    });
});
