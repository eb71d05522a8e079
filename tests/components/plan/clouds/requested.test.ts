import assert from "node:assert/strict";

import { cell } from "../../../../components/plan/cells/cell";
import { requestedOf } from "../../../../components/plan/clouds/requested";

describe("what a component asks of clouds", () => {
    const eu = cell("eu", {
        domain: "screening.example",
        jurisdictions: ["EU"],
        dataClasses: ["health"],
        regions: ["local:eu-west"],
        auth: { jwt: { issuer: "issuer", audience: "meridian", jwksUri: "https://keys.example/" } },
        existing: { "local:eu-west": { key: "k" } },
    });

    it("is what its cells say, but for their callers' proofs, and nothing that it doesn't say itself", () => {
        const { cells, models, serving, routing, ...rest } = requestedOf([eu], {});
        assert.deepEqual(rest, {});
        assert.deepEqual(models, []);
        assert.deepEqual([serving.hosting, routing.edge, routing.sharedName], ["container", "regional", false]);
        assert.deepEqual(cells[0]!.existing, { "local:eu-west": { key: "k" } });
        assert.ok(!("auth" in cells[0]!));
    });

    it("is what it says itself", () => {
        const budget = { monthly: 1, currency: "EUR", anomalies: true };
        assert.deepEqual(requestedOf([eu], { budget }).budget, budget);
    });
});
