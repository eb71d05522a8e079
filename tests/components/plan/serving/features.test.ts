import assert from "node:assert/strict";

import { cell } from "../../../../components/plan/cells/cell";
import type { ModelConfig } from "../../../../components/plan/config/models";
import { featureFaults, lookupsOf, planFeatures } from "../../../../components/plan/serving/features";
import { planReplicatedStore } from "../../../../components/plan/store/replicated-store";
import { parsed } from "../screening";

const features: NonNullable<ModelConfig["features"]> = {
    table: "features",
    input: "features",
    attributes: ["age", "bmi"],
    otherwise: "refuse",
    defaults: {},
};
const [model] = parsed().models;
const eu = cell("eu", {
    domain: "screening.example",
    jurisdictions: ["EU"],
    dataClasses: ["health"],
    regions: ["local:eu-west", "local:eu-central"],
    primary: "local:eu-west",
    backup: "local:eu-north",
});
const storeOf = (table: object = {}) =>
    planReplicatedStore(eu, { tables: [{ name: "features", partitionKey: "subject", ...table }], shards: 8 });

describe("the look-up of a model", () => {
    it("is as the model says it, with the table's key, what its items expire by and how many shards it has", () => {
        assert.deepEqual(planFeatures({ features }, storeOf({ ttl: "expires" })), {
            ...features,
            partitionKey: "subject",
            ttl: "expires",
            shards: 8,
        });
        assert.ok(!("ttl" in planFeatures({ features }, storeOf())!));
    });

    it("is none where the model says none, and where there is no such table", () => {
        assert.equal(planFeatures({}, storeOf()), undefined);
        assert.equal(planFeatures({ features }, storeOf({ name: "labels" })), undefined);
        assert.equal(planFeatures({ features }, undefined), undefined);
    });
});

describe("the tables that models look up", () => {
    it("are each named once, in order", () => {
        const of = (table: string) => ({ features: { ...features, table } });
        assert.deepEqual(lookupsOf([of("scores"), {}, of("features"), of("scores")]), ["features", "scores"]);
        assert.deepEqual(lookupsOf([{}]), []);
    });
});

describe("what models look up", () => {
    const tables = [{ name: "features", missingIn: [] }];
    const reported = (changes: Partial<typeof features>, shapes: (readonly number[])[] = []) => {
        const releases = Object.fromEntries(
            shapes.map((shape, i) => {
                const inputs = [{ name: "features", datatype: "FP32" as const, shape: [...shape] }];
                return [`1.0.${i}`, { artifact: "file:1.onnx", signature: { inputs, outputs: inputs } }];
            }),
        );
        const looking = { ...model!, ...(shapes.length > 0 && { releases }), features: { ...features, ...changes } };
        return featureFaults([model!, looking], tables).map(({ code, path }) => [code, path]);
    };

    it("is not held against what releases take where they don't say, or leave open how wide it is", () => {
        assert.deepEqual(reported({}), []);
        assert.deepEqual(reported({}, [[-1, -1], [], [-1, 2], [2]]), []);
    });

    it("has to fit each release that says what it takes", () => {
        assert.deepEqual(
            reported({}, [
                [-1, 3],
                [-1, 2],
                [-1, 30],
            ]),
            [
                ["features/columns", "models[1].features.attributes"],
                ["features/columns", "models[1].features.attributes"],
            ],
        );
    });

    it("needs a default of each attribute only where defaults are taken", () => {
        assert.deepEqual(reported({ defaults: { age: 40 } }), []);
        assert.deepEqual(reported({ otherwise: "default", defaults: { age: 40, bmi: 22 } }), []);
        const [missing] = featureFaults([{ ...model!, features: { ...features, otherwise: "default" } }], tables);
        assert.match(missing!.remedy, /\bage, bmi\b/);
    });

    it("may be called like what every object has", () => {
        assert.deepEqual(reported({ attributes: ["constructor"], otherwise: "default" }), [
            ["features/default-missing", "models[1].features.defaults"],
        ]);
    });

    it("is reported for the first cell without the table, once", () => {
        const missing = [{ name: "features", missingIn: ["us", "ch"] }];
        assert.deepEqual(
            featureFaults([{ ...model!, features }], missing, "own").map(({ path, remedy }) => [
                path,
                /^add cell "(\w+)" /.exec(remedy)?.[1],
            ]),
            [["own[0].features.table", "us"]],
        );
    });
});
