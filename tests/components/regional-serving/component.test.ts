import assert from "node:assert/strict";

import { local } from "../../../components/adapters/local";
import { cell } from "../../../components/plan/cells/cell";
import { ConfigFaults } from "../../../components/plan/faults";
import { RegionalServing } from "../../../components/regional-serving/component";
import { mockEngine } from "../../support/mocked-engine";
import { screening } from "../plan/screening";

describe("RegionalServing", () => {
    // Nothing is made: what is shown is only what is refused before.
    before(mockEngine);

    it("is refused a landing zone of another cell, before anything is made", () => {
        const adapter = local({ directory: "unused" });
        const cellOf = (name: string) =>
            cell(name, {
                domain: "screening.localhost",
                jurisdictions: ["EU"],
                dataClasses: ["health"],
                regions: ["local:eu-west"],
            });
        const [eu, other] = [cellOf("eu"), cellOf("other")];
        const names = adapter.zone({ domain: eu.domain });
        const landing = adapter.region("eu-west").landingZone({ cell: other, names });
        assert.throws(
            () => new RegionalServing("foreign", { cell: eu, landing, models: screening().models }),
            (error: ConfigFaults) => {
                assert.ok(error instanceof ConfigFaults);
                assert.deepEqual(error.faults, [
                    {
                        code: "residency/landing-of-another-cell",
                        path: "landing",
                        value: "other",
                        allowed: "eu",
                        remedy: "make the landing zone for the cell whose requests it serves",
                    },
                ]);
                return true;
            },
        );
        // It was refused before it took the landing zone.
        assert.ok(new RegionalServing("own", { cell: other, landing, models: screening().models }));
    });

    it("is refused a landing zone that another one serves already", () => {
        const eu = cell("eu", {
            domain: "screening.localhost",
            jurisdictions: ["EU"],
            dataClasses: ["health"],
            regions: ["local:eu-west"],
        });
        const adapter = local({ directory: "unused" });
        const landing = adapter.region("eu-west").landingZone({ cell: eu, names: adapter.zone({ domain: eu.domain }) });
        const args = { cell: eu, landing, models: screening().models };
        new RegionalServing("first", args);
        assert.throws(
            () => new RegionalServing("second", args),
            (error: ConfigFaults) =>
                error instanceof ConfigFaults &&
                error.faults.length === 1 &&
                error.faults[0]!.code === "serving/landing-twice" &&
                error.faults[0]!.remedy.includes("first"),
        );
    });
});
