import assert from "node:assert/strict";

import { local } from "../../../components/adapters/local";
import { cell } from "../../../components/plan/cells/cell";
import { ConfigFaults } from "../../../components/plan/faults";
import { RegionalServing } from "../../../components/regional-serving/component";
import { mockEngine } from "../../support/mocked-engine";
import { faultsOf } from "../plan/faults-of";
import { screening } from "../plan/screening";

describe("RegionalServing", () => {
    // Nothing is made: what is shown is only what is refused before.
    before(mockEngine);

    it("is refused a landing zone of another cell or region than its plan's, before anything is made", () => {
        const adapter = local({ directory: "unused" });
        const cellOf = (name: string) =>
            cell(name, {
                domain: "screening.localhost",
                jurisdictions: ["EU"],
                dataClasses: ["health"],
                regions: ["local:eu-west", "local:eu-central"],
                primary: "local:eu-west",
            });
        const [eu, other] = [cellOf("eu"), cellOf("other")];
        const names = adapter.zone({ domain: eu.domain });
        const landings = [eu, other].map(cell => adapter.region("eu-west").landingZone({ cell, names }));
        const { plan } = new RegionalServing("own", { landing: landings[0]!, models: screening().models });
        const elsewhere = adapter.region("eu-central").landingZone({ cell: eu, names });
        for (const [landing, value] of [
            [landings[1]!, "other/local:eu-west"],
            [elsewhere, "eu/local:eu-central"],
        ] as const) {
            assert.deepEqual(
                faultsOf(() => new RegionalServing("foreign", { plan, landing })).map(({ code, value }) => [
                    code,
                    value,
                ]),
                [["residency/landing-of-another-cell", value]],
            );
        }
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
        const args = { landing, models: screening().models };
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
