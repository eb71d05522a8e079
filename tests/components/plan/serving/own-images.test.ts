import assert from "node:assert/strict";

import { planConfig } from "../../../../components/plan/plan";
import { ownImagesIn } from "../../../../components/plan/serving/own-images";
import { pinnedImage } from "../../../support/images";
import { screening } from "../screening";

describe("images of custom servers", () => {
    it("are those of a cell's models, each once", () => {
        const { models, ...config } = screening();
        const [model] = models as [(typeof models)[number]];
        const server = { protocol: "oip-http" as const, command: ["serve"], image: pinnedImage("triton") };
        const { "1.0.0": first, "2.0.0": second } = model.releases;
        const releases = { "1.0.0": { ...first, server }, "2.0.0": { ...second, server } };
        const { config: planned } = planConfig({
            ...config,
            models: [model, { ...model, name: "triage", cells: ["us"], releases }],
        });
        assert.deepEqual(ownImagesIn(planned.models, "us"), [pinnedImage("triton")]);
        assert.deepEqual(ownImagesIn(planned.models, "eu"), []);
    });
});
