import assert from "node:assert/strict";
import { z } from "zod";

import { check, checked } from "../../../../components/plan/config/check";
import { isGuess } from "../../../../components/plan/config/guesses";
import { ConfigFaults, type Fault } from "../../../../components/plan/faults";
import { parseConfig } from "../../../../components/plan/plan";
import { someKey } from "../../../support/arbitraries";
import { faultsOf } from "../faults-of";
import { screening } from "../screening";

const fault = (path: string): Fault => ({ code: "test/one", path, value: 5, problem: "a", remedy: "b" });

describe("a check", () => {
    const schema = z.strictObject({ a: z.number(), b: z.array(z.number()).default([]) });

    it("gives the typed value of what has no fault, and no value with one", () => {
        assert.deepEqual(
            check(schema, { a: 1 }, () => []),
            { value: { a: 1, b: [] }, faults: [] },
        );
        assert.deepEqual(
            check(schema, { a: 1 }, () => [fault("a")]),
            { faults: [fault("a")] },
        );
        assert.equal(check(schema, { a: "1" }, () => []).value, undefined);
    });

    it("tells what is wrong with the meaning of what has a right form, at its place in the input", () => {
        const { faults } = check(schema, { a: 1, b: ["x", 5, "y", 6] }, ({ b }) => b.map((_, i) => fault(`b[${i}]`)));
        assert.deepEqual(
            faults.map(({ code, path }) => `${path} ${code}`),
            ["b[0] config/type", "b[2] config/type", "b[1] test/one", "b[3] test/one"],
        );
    });

    it("tells nothing about the meaning of what has no right form, or lies in it", () => {
        const meaning = () => ["b", "b.c", "b[0]", "bc"].map(fault);
        assert.deepEqual(
            check(schema, { a: 1, b: 5 }, meaning).faults.map(({ path }) => path),
            ["b", "bc"],
        );
    });

    it("asks for no meaning where nothing is left", () => {
        assert.deepEqual(
            check(schema, 5, () => assert.fail()).faults.map(({ code }) => code),
            ["config/type"],
        );
    });

    it("throws its faults, or gives its value", () => {
        assert.equal(checked({ value: 5, faults: [] }), 5);
        assert.throws(() => checked({ faults: [fault("a")] }), ConfigFaults);
    });
});

describe("a fault of meaning", () => {
    it("is reported beside faults of form that don't decide it", () => {
        const { cells, models, ...rest } = screening();
        const written = {
            ...rest,
            servce: "x",
            cells: [
                { ...cells[0]!, standards: ["sox"], backup: "local:us-south" },
                { ...cells[1]!, primary: "local:eu-west" },
            ],
            models: [{ ...models[0]!, traffic: [{ version: "1.0.0", percent: 50 }], stickyBy: 5 }],
            routing: { drain: ["local:eu-north", 5], failover: { everySeconds: 0.01, unhealthyAfter: "x" } },
        };
        assert.deepEqual(
            faultsOf(() => parseConfig(written)).map(({ code, path }) => `${path} ${code}`),
            [
                "cells[0].backup residency/region-outside-cell",
                "cells[0].standards[0] config/value",
                "cells[1].backup residency/region-in-two-cells",
                "cells[1].primary cell/primary-outside",
                "models[0].stickyBy config/type",
                "models[0].traffic traffic/shares-sum",
                "routing.drain[0] drain/unknown-region",
                "routing.drain[1] config/type",
                "routing.failover.unhealthyAfter config/type",
                "servce config/unknown-key",
            ],
        );
    });

    const { cells, models } = screening();
    const [eu, us] = [cells[0]!, cells[1]!];
    const model = models[0]!;
    const jwt = { issuer: "i", audience: "a", jwks: { keys: [someKey] } };
    const demand = { places: [{ city: "Lisbon", cell: "eu", share: 1 }] };
    const table = { name: "features", partitionKey: "subject" };
    /** The model with features that are looked up, of which a release has so many columns. */
    const looking = (more: object, columns = 1) => {
        const tensor = { name: "features", datatype: "FP32", shape: [-1, columns] };
        const signature = { inputs: [tensor], outputs: [tensor] };
        const releases = { ...model.releases, "1.0.0": { ...model.releases["1.0.0"], signature } };
        const features = { table: "features", input: "features", attributes: ["age"], ...more };
        return { ...model, releases, features };
    };
    const cases: [title: string, part: object, malformed: string][] = [
        [
            "a primary among regions",
            { cells: [{ ...eu, regions: ["eu-west", "local:eu-central"] }, us] },
            "cells[0].regions[0]",
        ],
        [
            "a primary that was mistyped",
            { cells: [{ ...eu, primary: undefined, primry: "local:eu-west" }, us] },
            "cells[0].primry",
        ],
        [
            "a region out of traffic",
            {
                cells: [{ ...eu, regions: [5, "local:eu-central"], primary: undefined }, us],
                routing: { drain: ["local:eu-west"] },
            },
            "cells[0].regions[0]",
        ],
        [
            "the places of a jurisdiction",
            { cells: [{ ...eu, jurisdictions: ["PT", "Ireland", "DE", "SE"] }, us] },
            "cells[0].jurisdictions[1]",
        ],
        [
            "the transfers that safeguards allow",
            { cells: [{ ...eu, jurisdictions: ["EU", "US"], safeguards: "SCC" }, us] },
            "cells[0].safeguards",
        ],
        [
            "shares of a release",
            {
                models: [
                    { ...model, releases: { "1.0.0": model.releases["1.0.0"], "v2.0.0": model.releases["2.0.0"] } },
                ],
            },
            'models[0].releases["v2.0.0"]',
        ],
        [
            "a sum of shares",
            {
                models: [
                    {
                        ...model,
                        traffic: [
                            { version: "1.0.0", percent: 90 },
                            { version: "2.0.0", percent: "10" },
                        ],
                    },
                ],
            },
            "models[0].traffic[1].percent",
        ],
        [
            "a digest that was mistyped",
            {
                models: [
                    {
                        ...model,
                        releases: { ...model.releases, "1.0.0": { artifact: "file:1.onnx", digset: "sha256:" } },
                    },
                ],
            },
            'models[0].releases["1.0.0"].digset',
        ],
        [
            "claims of tokens",
            {
                models: [{ ...model, requires: { claims: { a: ["b"] } } }],
                routing: { auth: { jwt: { ...jwt, issuer: 5 } } },
            },
            "routing.auth.jwt.issuer",
        ],
        ["keys of an issuer", { routing: { auth: { jwt: { ...jwt, jwks: {} } } } }, "routing.auth.jwt.jwks.keys"],
        [
            "callers of a rate",
            { routing: { auth: "jwt", limits: { rate: { perCaller: { perSecond: 1 } } } } },
            "routing.auth",
        ],
        ["memory for bodies", { routing: { limits: { memoryMiB: 128, bodyKiB: -1 } } }, "routing.limits.bodyKiB"],
        [
            "a body in the demand",
            { demand: { ...demand, payloadKiB: 9000 }, routing: { limits: { bodyKiB: "9000" } } },
            "routing.limits.bodyKiB",
        ],
        ["a cell in the demand", { cells: [{ ...eu, name: "EU" }, us], demand }, "cells[0].name"],
        [
            "a domain, where clients are internal only",
            { domain: undefined, routing: { edge: "Internal" } },
            "routing.edge",
        ],
        ["a table of features", { models: [looking({})], store: { tables: null } }, "store.tables"],
        [
            "a table of features that every cell has",
            { models: [looking({})], store: { tables: [{ ...table, cells: ["eu", 5] }] } },
            "store.tables[0].cells[1]",
        ],
        [
            "columns of features",
            { models: [looking({ attributes: ["age", "body mass"] }, 2)], store: { tables: [table] } },
            "models[0].features.attributes[1]",
        ],
        [
            "a default of features",
            { models: [looking({ otherwise: "default", defaults: { age: "40" } })], store: { tables: [table] } },
            "models[0].features.defaults.age",
        ],
        [
            "a time until a loss is noticed",
            { recovery: { rtoSeconds: 0.2 }, routing: { failover: "fast" } },
            "routing.failover",
        ],
        [
            "a name with the cell's in it",
            {
                service: "x".repeat(32),
                cells: [{ ...eu, regions: ["gcp:europe-west1"], name: "E", primary: undefined, backup: undefined }],
                models: [
                    {
                        ...model,
                        releases: { "1.0.0": model.releases["1.0.0"] },
                        traffic: [{ version: "1.0.0", percent: 100 }],
                    },
                ],
            },
            "cells[0].name",
        ],
    ];
    for (const [title, part, malformed] of cases) {
        it(`is not reported if it would be a guess: of ${title}`, () => {
            assert.deepEqual(
                faultsOf(() => parseConfig({ ...screening(), ...part })).map(({ path }) => path),
                [malformed],
            );
        });
    }

    it("is reported for the release that lacks its digest, beside another that was mistyped", () => {
        const releases = { "1.0.0": { artifact: "file:1.onnx", digset: "" }, "2.0.0": { artifact: "file:2.onnx" } };
        assert.deepEqual(
            faultsOf(() => parseConfig({ ...screening(), models: [{ ...models[0]!, releases }] })).map(
                ({ code, path }) => `${path} ${code}`,
            ),
            [
                'models[0].releases["1.0.0"].digset config/unknown-key',
                'models[0].releases["2.0.0"].digest release/digest-missing',
            ],
        );
    });
});

describe("a guess", () => {
    const of = (code: Fault["code"], path: string): Fault => ({ code, path, problem: "a", remedy: "b" });

    it("is what lies in what is missing, and what holds it", () => {
        const found = of("auth/claims-without-jwt", "models[0].requires");
        for (const missing of [
            "routing",
            "routing.auth",
            "routing.auth.jwt.keys[0]",
            "cells[1].auth",
            "cells[1]",
            "cells",
        ]) {
            assert.ok(isGuess(found, [missing]), missing);
        }
        for (const missing of ["routing.drain", "models[0].name", "cells[1].name", "authority"]) {
            assert.ok(!isGuess(found, [missing]), missing);
        }
    });

    it("is made of the same cell, model or release, where others decide nothing", () => {
        assert.ok(isGuess(of("traffic/shares-sum", "models[1].traffic"), ["models[1].traffic[0]"]));
        assert.ok(!isGuess(of("traffic/shares-sum", "models[1].traffic"), ["models[0].traffic[0]"]));
        assert.ok(isGuess(of("traffic/shares-sum", "models[1].traffic"), ["domain", "models[1]"]));
    });

    it("is what speaks of a name that stands in for another", () => {
        assert.ok(isGuess({ ...of("test/one", "a"), problem: "a region that cell stand-in-1 has" }, []));
        assert.ok(!isGuess({ ...of("test/one", "a"), problem: "standing in" }, []));
    });
});
