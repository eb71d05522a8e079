import assert from "node:assert/strict";

import { modelsSchema } from "../../../../components/plan/config/models";
import { parse } from "../../../../components/plan/config/parse";
import { parseConfig } from "../../../../components/plan/plan";
import { driftFaults } from "../../../../components/plan/watch/drift-faults";
import { faultsOf } from "../faults-of";
import { digest, screening } from "../screening";
import { onAws } from "../sketches";

const drift = { psi: 0.2 };
const release = (version: string) => ({ artifact: `file:${version}.onnx`, digest: digest(version[0]!) });
const baseline = { artifact: "file:baseline.json", digest: digest("b") };
const only = (version: string) => [{ version, percent: 100 }];
const [model] = screening().models;

/** Versions that lack a baseline, of four of which the first two have shares. */
function missing(change: object, observability: Parameters<typeof driftFaults>[0] = { drift }): string[] {
    const releases = Object.fromEntries(["1.0.0", "2.0.0", "3.0.0", "4.0.0"].map(one => [one, release(one)]));
    const models = parse(modelsSchema, [{ ...model, releases, ...change }]);
    return driftFaults(observability, models).map(({ path }) => /"(.*)"/.exec(path)![1]!);
}

describe("releases that drift is measured of", () => {
    it("need a baseline where they have a share, even of 0, which answers by its version", () => {
        assert.deepEqual(missing({}), ["1.0.0", "2.0.0"]);
        const traffic = [...only("1.0.0"), { version: "3.0.0", percent: 0 }];
        assert.deepEqual(missing({ traffic }), ["1.0.0", "3.0.0"]);
    });

    it("need one if they have a weight in one region, or are a shadow", () => {
        const regions = { "local:eu-west": { traffic: only("4.0.0") } };
        assert.deepEqual(missing({ regions, shadow: { version: "3.0.0", percent: 5 } }), [
            "1.0.0",
            "2.0.0",
            "3.0.0",
            "4.0.0",
        ]);
    });

    it("need none where drift is not measured", () => {
        assert.deepEqual(missing({}, {}), []);
    });

    it("get no report with one", () => {
        const releases = { "1.0.0": { ...release("1.0.0"), baseline }, "2.0.0": release("2.0.0") };
        assert.deepEqual(missing({ releases, traffic: only("1.0.0") }), []);
    });

    it("are reported with the baseline's own faults alone, if it has some", () => {
        const at = 'models[0].releases["1.0.0"].baseline';
        const reported = (baseline: object) =>
            faultsOf(() => parseConfig(onAws({ [at]: baseline }))).map(({ code, path }) => `${path}: ${code}`);
        assert.deepEqual(reported({ artifact: "models/1.json", digest: digest("b") }), [
            `${at}.artifact: config/value`,
        ]);
        assert.deepEqual(reported({ artifact: "s3://models/1.json" }), [`${at}.digest: config/missing`]);
        assert.deepEqual(reported({ artifact: "az://models/1.json", digest: digest("b") }), [
            `${at}.artifact: capability/artifact-scheme`,
        ]);
    });
});
