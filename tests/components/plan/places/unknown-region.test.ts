import assert from "node:assert/strict";

import { knownRegions, type RegionRef } from "../../../../components/plan/places/catalogue";
import { unknownRegion } from "../../../../components/plan/places/unknown-region";

describe("a region that is nowhere", () => {
    const cases: [ref: string, code: string, remedy: string][] = [
        ["awz:eu-west-1", "catalogue/unknown-cloud", "write aws:eu-west-1 instead"],
        ["oracle:eu-frankfurt-1", "catalogue/unknown-cloud", "name a cloud"],
        ["aws:us-east1", "catalogue/unknown-region", "write aws:us-east-1 instead"],
        ["azure:east-us", "catalogue/unknown-region", "write azure:eastus instead"],
        ["local:atlantis", "catalogue/unknown-region", "use a region of the catalogue"],
        ["kubernetes:fulda", "catalogue/place-missing", 'say where it is, as places["kubernetes:fulda"]'],
    ];
    for (const [ref, code, remedy] of cases) {
        it(`${ref}: ${remedy}`, () => {
            const fault = unknownRegion(ref as RegionRef, "path");
            assert.deepEqual(
                { code: fault.code, path: fault.path, value: fault.value },
                { code, path: "path", value: ref },
            );
        });
    }

    it("is reported with the regions of its cloud, and of no other", () => {
        assert.deepEqual(
            unknownRegion("local:atlantis", "path").allowed,
            knownRegions.filter(ref => ref.startsWith("local:")),
        );
        assert.deepEqual(unknownRegion("oracle:x" as RegionRef, "path").allowed, [
            "aws",
            "gcp",
            "azure",
            "kubernetes",
            "local",
        ]);
    });
});
