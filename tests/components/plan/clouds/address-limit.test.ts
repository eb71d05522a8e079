import assert from "node:assert/strict";

import { usualAddressLimit } from "../../../../components/plan/clouds/address-limit";
import { demandSchema } from "../../../../components/plan/config/demand";
import { parsed } from "../screening";

describe("the usual limit of requests of one address in a minute", () => {
    const [model] = parsed().models;
    const demand = (peakRps?: number) =>
        demandSchema.parse({ places: [{ city: "Lisbon" }], ...(peakRps !== undefined && { peakRps }) });

    it("is what one gate serves where less is planned for, or nothing", () => {
        assert.equal(usualAddressLimit({ models: [] }), 30_000);
        assert.equal(usualAddressLimit({ models: [model!], demand: demand() }), 30_000);
        assert.equal(usualAddressLimit({ models: [model!], demand: demand(499.9) }), 30_000);
    });

    it("is the sum of the peaks of all models where that is higher, and what WAF accepts at most", () => {
        const busy = { ...model!, demand: { peakRps: 600.5 } };
        assert.equal(usualAddressLimit({ models: [busy] }), 36_030);
        assert.equal(usualAddressLimit({ models: [busy, model!], demand: demand(1000) }), 96_030);
        const most = Array.from({ length: 10 }, () => model!);
        assert.equal(usualAddressLimit({ models: most, demand: demand(10_000_000) }), 2_000_000_000);
    });
});
