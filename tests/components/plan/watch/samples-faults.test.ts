import assert from "node:assert/strict";

import { observabilitySchema } from "../../../../components/plan/config/observability";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { samplesFaults } from "../../../../components/plan/watch/samples-faults";
import { asked } from "../requested";

/** Codes for a stack that keeps samples in regions, with or without an audit trail. */
function codes(regions: readonly RegionRef[], audit?: boolean): string[] {
    const observability = observabilitySchema.parse({
        samples: { percent: 1 },
        ...(audit === undefined ? {} : { audit }),
    });
    return samplesFaults(asked([...regions]).cells, observability).map(({ code }) => code);
}

describe("samples of requests", () => {
    const withoutAudit = ["observability/samples-without-audit"];

    it("need an audit trail where a region is no cluster", () => {
        assert.deepEqual(codes(["local:eu-west"]), withoutAudit);
        assert.deepEqual(codes(["local:eu-west"], true), []);
        assert.deepEqual(codes(["kubernetes:fulda", "local:eu-west"]), withoutAudit);
    });

    it("need none in clusters, whose API servers record who reads them", () => {
        assert.deepEqual(codes(["kubernetes:fulda"]), []);
    });
});
