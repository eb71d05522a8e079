import assert from "node:assert/strict";

import { knownRegions } from "../../../components/plan/catalogue";
import { cell, cellFaults, planCell } from "../../../components/plan/cell";
import type { CellConfig } from "../../../components/plan/config";
import type { Fault } from "../../../components/plan/faults";
import { faultsOf } from "./faults-of";
import { parsed } from "./screening";

describe("a cell", () => {
    const eu = parsed().cells[0]!;
    const planned = (change: Partial<CellConfig> = {}) => planCell({ ...eu, ...change }, "screening.example");

    it("keeps what the config says, under its host", () => {
        assert.deepEqual(planned(), {
            name: "eu",
            host: "eu.screening.example",
            domain: "screening.example",
            jurisdictions: ["EU"],
            standards: ["gdpr"],
            dataClasses: ["health"],
            protected: true,
            regions: ["local:eu-central", "local:eu-west"],
            primary: "local:eu-west",
            backup: "local:eu-north",
        });
    });

    it("has its only region as primary, and no backup, where the config names none", () => {
        const { primary: _, backup: __, ...alone } = eu;
        const one = planCell({ ...alone, regions: ["local:eu-central"] }, "screening.example");
        assert.equal(one.primary, "local:eu-central");
        assert.ok(!("backup" in one));
    });

    it("is protected when one of its data classes is", () => {
        assert.equal(planned({ dataClasses: ["public", "internal"] }).protected, false);
        assert.equal(planned({ dataClasses: ["public", "financial"] }).protected, true);
    });

    it("leaves the config's list of regions in its order", () => {
        planned();
        assert.deepEqual(eu.regions, ["local:eu-west", "local:eu-central"]);
    });
});

describe("a cell is refused", () => {
    const eu = parsed().cells[0]!;

    const cases: [title: string, change: Partial<CellConfig>, fault: Fault][] = [
        [
            "when a region's cloud can't be built on",
            { regions: ["aws:eu-west-1"], primary: "aws:eu-west-1" },
            {
                code: "capability/cloud",
                path: "cells[0].regions[0]",
                value: "aws:eu-west-1",
                allowed: "local",
                remedy: "use a region of a cloud that is allowed",
            },
        ],
        [
            "when the catalogue does not know a region",
            { regions: ["local:eu-west", "local:atlantis"] },
            {
                code: "catalogue/unknown-region",
                path: "cells[0].regions[1]",
                value: "local:atlantis",
                allowed: knownRegions.filter(ref => ref.startsWith("local:")).join(", "),
                remedy: "use a region of the catalogue",
            },
        ],
        [
            "when a region lies outside its jurisdictions",
            { regions: ["local:eu-west", "local:us-east"] },
            {
                code: "residency/region-outside-cell",
                path: "cells[0].regions[1]",
                value: "local:us-east",
                allowed: "places in EU",
                remedy: "local:us-east is in Ashburn, US, outside EU: move the region to another cell, or admit its jurisdiction",
            },
        ],
        [
            "when its backup lies outside its jurisdictions",
            { backup: "local:us-south" },
            {
                code: "residency/region-outside-cell",
                path: "cells[0].backup",
                value: "local:us-south",
                allowed: "places in EU",
                remedy: "local:us-south is in Dallas, US, outside EU: move the region to another cell, or admit its jurisdiction",
            },
        ],
        [
            "when it names a region twice",
            { regions: ["local:eu-west", "local:eu-central", "local:eu-west"] },
            {
                code: "cell/region-twice",
                path: "cells[0].regions[2]",
                value: "local:eu-west",
                remedy: "name each region once",
            },
        ],
        [
            "when its primary is none of its regions",
            { primary: "local:eu-north", backup: undefined },
            {
                code: "cell/primary-outside",
                path: "cells[0].primary",
                value: "local:eu-north",
                allowed: "local:eu-west, local:eu-central",
                remedy: "name a region of the cell",
            },
        ],
        [
            "when it has several regions and no primary",
            { primary: undefined },
            {
                code: "cell/primary-missing",
                path: "cells[0].primary",
                allowed: "local:eu-west, local:eu-central",
                remedy: "say which region owns what is made in one place",
            },
        ],
        [
            "when its backup is one of its regions",
            { backup: "local:eu-central" },
            {
                code: "cell/backup-is-region",
                path: "cells[0].backup",
                value: "local:eu-central",
                remedy: "name a place that serves nobody, so that its loss and a region's are not one",
            },
        ],
    ];
    for (const [title, change, fault] of cases) {
        it(title, () => {
            assert.deepEqual(cellFaults({ ...eu, ...change }, "cells[0]"), [fault]);
        });
    }

    it("once for a region, however many of its data classes may not go there", () => {
        const faults = cellFaults(
            { ...eu, dataClasses: ["personal", "health"], regions: ["local:us-east"], primary: "local:us-east" },
            "cells[0]",
        );
        assert.deepEqual(
            faults.map(({ code }) => code),
            ["residency/region-outside-cell"],
        );
    });

    it("not for one region without a primary", () => {
        assert.deepEqual(cellFaults({ ...eu, regions: ["local:eu-west"], primary: undefined }, "cells[0]"), []);
    });
});

describe("cell(), for programs that make components themselves", () => {
    const args = {
        domain: "screening.example",
        jurisdictions: ["EU"],
        dataClasses: ["health" as const],
        regions: ["local:eu-west"],
    };

    it("makes the cell that a stack config would", () => {
        assert.deepEqual(
            cell("eu", { ...args, standards: ["gdpr"] }),
            planCell(
                {
                    name: "eu",
                    jurisdictions: ["EU"],
                    standards: ["gdpr"],
                    dataClasses: ["health"],
                    regions: ["local:eu-west"],
                },
                "screening.example",
            ),
        );
    });

    it("refuses faults of form, its domain's and name's included, by their path in the cell", () => {
        const faults = faultsOf(() => cell("EU", { ...args, domain: "no domain", regions: ["eu-west"] }));
        assert.deepEqual(
            faults.map(({ code, path }) => [code, path]),
            [
                ["config/value", "cell.domain"],
                ["config/value", "cell.name"],
                ["config/value", "cell.regions[0]"],
            ],
        );
    });

    it("refuses a region outside its jurisdictions", () => {
        const faults = faultsOf(() => cell("eu", { ...args, regions: ["local:us-east"] }));
        assert.deepEqual(
            faults.map(({ code, path }) => [code, path]),
            [["residency/region-outside-cell", "cell.regions[0]"]],
        );
    });
});
