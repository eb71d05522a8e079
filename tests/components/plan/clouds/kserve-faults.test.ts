import assert from "node:assert/strict";

import { kserveFaults } from "../../../../components/plan/clouds/kserve-faults";
import type { Config } from "../../../../components/plan/config/config";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { asked, cellOver, regionOn } from "../requested";

function codesOf(change: (config: Config) => void, ...regions: RegionRef[]) {
    const config = asked([], { cells: regions.map((region, i) => cellOver([region], { name: `cell-${i}` })) });
    const [model] = config.models;
    model!.releases["1.0.0-predictor"] = { ...Object.values(model!.releases)[0]! };
    change(config);
    return kserveFaults(config).map(({ code }) => code);
}

const managed = (config: Config) => void (config.serving.hosting = "managed");

describe("what KServe refuses of releases", () => {
    it("is refused of those that it runs", () => {
        assert.deepEqual(codesOf(managed, regionOn.kubernetes), ["name/release-twice"]);
    });

    it("is none with another hosting", () => {
        assert.deepEqual(
            codesOf(() => undefined, regionOn.kubernetes),
            [],
        );
    });

    it("is none on other clouds, and of models that no cell in clusters has", () => {
        assert.deepEqual(codesOf(managed, regionOn.aws), []);
        const elsewhere = (config: Config) => {
            managed(config);
            config.models[0]!.cells = ["cell-0"];
        };
        assert.deepEqual(codesOf(elsewhere, regionOn.aws, regionOn.kubernetes), []);
        assert.deepEqual(codesOf(managed, regionOn.aws, regionOn.kubernetes), ["name/release-twice"]);
    });
});
