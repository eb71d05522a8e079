import assert from "node:assert/strict";

import { regionFaults } from "../../../../components/plan/clouds/build-faults";
import { imageFaults } from "../../../../components/plan/config/aws";
import { checkConfig } from "../../../../components/plan/plan";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { on } from "../sketches";

const image = `registry.example.com/image@sha256:${"0".repeat(64)}`;
const aws = { images: { gate: image, server: image, fetch: image } };

describe("a config that is to be built", () => {
    const found = (written: unknown) =>
        checkConfig(written, { toBuild: true }).faults.map(({ code, path }) => [code, path]);

    it("has no fault on a cloud with an adapter", () => {
        assert.deepEqual(found(on("aws", { aws })), []);
        assert.deepEqual(found(on("local")), []);
    });

    for (const cloud of ["gcp", "azure", "kubernetes"] as const) {
        it(`is refused in each region of ${cloud}, which can be planned and has no adapter`, () => {
            assert.deepEqual(checkConfig(on(cloud)).faults, []);
            assert.deepEqual(found(on(cloud)), [
                ["capability/no-adapter", "cells[0].regions[0]"],
                ["capability/no-adapter", "cells[0].regions[1]"],
            ]);
        });
    }

    it("is refused where nothing says which images run on AWS", () => {
        assert.deepEqual(found(on("aws")), [["capability/settings-missing", "aws"]]);
    });

    it("is refused for two clouds at once, and for names of a cloud without an adapter", () => {
        const hybrid = on("aws", {
            aws,
            cells: [
                { name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["aws:eu-west-1"] },
                { name: "lab", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["gcp:europe-west1"] },
            ],
            'models[0].releases["1.0.0"].artifact': "https://models.example.com/1.onnx",
            'models[0].releases["2.0.0"].artifact': "https://models.example.com/2.onnx",
            "routing.names": "azure",
        });
        assert.deepEqual(found(hybrid), [
            ["capability/no-adapter", "cells[1].regions[0]"],
            ["capability/no-adapter", "routing.names"],
            ["capability/several-clouds", "cells"],
        ]);
    });

    it("is refused in a partition whose services have other names", () => {
        const codes = (region: RegionRef) => regionFaults(region, "region").map(({ code }) => code);
        assert.deepEqual(codes("aws:eu-west-1"), []);
        assert.deepEqual(codes("aws:us-gov-west-1"), ["capability/partition"]);
        assert.deepEqual(codes("aws:cn-north-1"), ["capability/partition"]);
    });

    it("is refused with an image that is missing, or named by a tag", () => {
        assert.deepEqual(imageFaults(aws.images), []);
        assert.deepEqual(
            imageFaults({ gate: "registry.example.com/envoy:latest", server: image }).map(({ code, path }) => [
                code,
                path,
            ]),
            [
                ["aws/image-not-pinned", "aws.images.gate"],
                ["aws/image-not-pinned", "aws.images.fetch"],
            ],
        );
    });
});
