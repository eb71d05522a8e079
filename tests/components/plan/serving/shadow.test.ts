import assert from "node:assert/strict";

import { parseConfig, plan } from "../../../../components/plan/plan";
import { runningReleases } from "../../../../components/plan/serving/serving";
import { faultsOf } from "../faults-of";
import { digest, parsed, screening } from "../screening";

/** The service with a third release, which is a shadow; and what differs in a region. */
function shadowed(shadow: { version: string; percent: number }, regions: object = {}) {
    return parsed(({ models: [model] }) => {
        model!.releases["3.0.0"] = { artifact: "file:3.onnx", digest: digest("3") };
        model!.shadow = shadow;
        Object.assign(model!.regions, regions);
    });
}

describe("a shadow", () => {
    const third = { version: "3.0.0", percent: 12.5 };
    const modelIn = (config: ReturnType<typeof shadowed>, region: string) =>
        plan(config)
            .cells.flatMap(({ servings }) => servings)
            .find(serving => serving.region === region)!.models[0]!;

    it("runs in each region beside the releases that answer, and is none of them", () => {
        for (const region of ["local:eu-west", "local:us-east"]) {
            const model = modelIn(shadowed(third), region);
            assert.deepEqual(
                model.releases.map(({ version }) => version),
                ["1.0.0", "2.0.0"],
            );
            assert.deepEqual(model.shadow, {
                version: "3.0.0",
                artifact: "file:3.onnx",
                digest: digest("3"),
                weight: 1250,
                replicas: { min: 1, max: 1 },
            });
            assert.deepEqual(
                runningReleases(model).map(({ version }) => version),
                ["1.0.0", "2.0.0", "3.0.0"],
            );
        }
    });

    it("gets the share that is written, to a hundredth of a percent", () => {
        // 1.15 × 100 is a little less than 115 in a computer's numbers.
        const model = modelIn(shadowed({ ...third, percent: 1.15 }), "local:eu-west");
        assert.equal(model.shadow?.weight, 115);
    });

    it("is one no longer in a region that gives it a share, and stays one elsewhere", () => {
        // Beside another one.
        const traffic = ["1.0.0", "3.0.0"].map(version => ({ version, percent: 50 }));
        const config = shadowed(third, { "local:eu-west": { traffic } });
        assert.equal(modelIn(config, "local:eu-west").shadow, undefined);
        assert.equal(modelIn(config, "local:eu-central").shadow?.version, "3.0.0");
    });

    it("is one no longer in a region whose traffic has it without a weight, where clients call it by its version", () => {
        const traffic = [
            { version: "1.0.0", percent: 100 },
            { version: "3.0.0", percent: 0 },
        ];
        const model = modelIn(shadowed(third, { "local:eu-west": { traffic } }), "local:eu-west");
        assert.equal(model.shadow, undefined);
        assert.deepEqual(
            runningReleases(model).map(({ version }) => version),
            ["1.0.0", "3.0.0"],
        );
    });

    it("is refused where there is no such release", () => {
        assert.deepEqual(
            faultsOf(() => plan(shadowed({ version: "9.0.0", percent: 10 }))),
            [
                {
                    code: "shadow/unknown-release",
                    path: "models[0].shadow.version",
                    value: "9.0.0",
                },
            ],
        );
    });

    it("is refused where it answers by its share, also one of 0", () => {
        const config = shadowed({ version: "2.0.0", percent: 10 });
        config.models[0]!.traffic = [
            { version: "1.0.0", percent: 100 },
            { version: "2.0.0", percent: 0 },
        ];
        assert.deepEqual(
            faultsOf(() => plan(config)).map(({ code, path }) => [code, path]),
            [["shadow/answers", "models[0].shadow.version"]],
        );
    });

    for (const percent of [0, 0.015, -1, 101]) {
        it(`is refused a share of ${percent} %`, () => {
            const { models, ...others } = screening();
            const written = { ...others, models: models.map(model => ({ ...model, shadow: { ...third, percent } })) };
            assert.deepEqual(
                faultsOf(() => parseConfig(written)).map(({ code, path }) => [code, path]),
                [["config/value", "models[0].shadow.percent"]],
            );
        });
    }
});
