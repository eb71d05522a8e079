import assert from "node:assert/strict";

import { cellFaults } from "../../../../components/plan/cells/cell-faults";
import type { CellConfig } from "../../../../components/plan/config/cell";
import type { Fault } from "../../../../components/plan/faults";
import { catalogue } from "../../../../components/plan/places/atlas";
import { knownRegions, type RegionRef } from "../../../../components/plan/places/catalogue";
import { parsed } from "../screening";

type Change = { [K in keyof CellConfig]?: CellConfig[K] | undefined };

describe("a cell is refused", () => {
    const eu = parsed().cells[0]!;

    const cases: [title: string, change: Change, fault: Fault][] = [
        [
            "when a region is on a cloud that there is none of",
            { regions: ["local:eu-west", "awz:eu-west-1" as RegionRef] },
            {
                code: "catalogue/unknown-cloud",
                path: "cells[0].regions[1]",
                value: "awz:eu-west-1",
                allowed: "aws, gcp, azure, kubernetes, local",
                remedy: "write aws:eu-west-1, if that is meant",
            },
        ],
        [
            "when nobody says where its region of kubernetes is",
            { regions: ["local:eu-west", "kubernetes:fulda"] },
            {
                code: "catalogue/place-missing",
                path: "cells[0].regions[1]",
                value: "kubernetes:fulda",
                allowed: "a region under places",
                remedy: 'say where it is, as places["kubernetes:fulda"]',
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
                allowed: "each region once",
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
                allowed: "a place that is none of the cell's regions",
                remedy: "name a place that serves nobody, so that its loss and a region's are not one",
            },
        ],
        [
            "when its traffic would fail over to what is none of its regions",
            { failover: ["local:eu-central", "local:eu-north"] },
            {
                code: "residency/failover-outside-cell",
                path: "cells[0].failover[1]",
                value: "local:eu-north",
                allowed: "local:eu-west, local:eu-central",
                remedy: "name regions of the cell only: its traffic may go nowhere else",
            },
        ],
        [
            "when its traffic would fail over to a region twice",
            { failover: ["local:eu-central", "local:eu-central"] },
            {
                code: "cell/failover-twice",
                path: "cells[0].failover[1]",
                value: "local:eu-central",
                allowed: "each region once",
                remedy: "name each region once",
            },
        ],
        [
            "when something exists in a region that it doesn't have",
            { existing: { "local:eu-north": { key: "1" }, "local:eu-south": { key: "2" } } },
            {
                code: "cell/existing-elsewhere",
                path: 'cells[0].existing["local:eu-south"]',
                value: "local:eu-south",
                allowed: "local:eu-west, local:eu-central, local:eu-north",
                remedy: "name a region of the cell, or its backup",
            },
        ],
        [
            "when it has an account on a cloud that it isn't on",
            { accounts: { aws: { roleArn: "arn:aws:iam::1:role/eu" } } },
            {
                code: "cell/account-unused",
                path: "cells[0].accounts.aws",
                value: "aws",
                allowed: "local",
                remedy: "remove it: the cell has no region of that cloud",
            },
        ],
        [
            "when it lies in two partitions of a cloud",
            {
                jurisdictions: ["DE", "CN"],
                standards: [],
                regions: ["aws:eu-central-1", "aws:cn-north-1"],
                primary: "aws:eu-central-1",
                backup: undefined,
            },
            {
                code: "cell/two-partitions",
                path: "cells[0].regions[1]",
                value: "aws:cn-north-1",
                allowed: "regions of the partition public of aws",
                remedy: "give aws-cn a cell of its own: nothing is replicated between partitions",
            },
        ],
        [
            "when its backup lies in another partition",
            {
                jurisdictions: ["US"],
                standards: [],
                regions: ["aws:us-gov-west-1"],
                primary: "aws:us-gov-west-1",
                backup: "aws:us-east-1",
            },
            {
                code: "cell/two-partitions",
                path: "cells[0].backup",
                value: "aws:us-east-1",
                allowed: "regions of the partition aws-us-gov of aws",
                remedy: "give public a cell of its own: nothing is replicated between partitions",
            },
        ],
    ];
    for (const [title, change, fault] of cases) {
        it(title, () => {
            assert.deepEqual(cellFaults({ ...eu, ...change }, catalogue, "cells[0]"), [fault]);
        });
    }

    it("once for a region, however many of its data classes may not go there", () => {
        const faults = cellFaults(
            {
                ...eu,
                dataClasses: ["personal", "health"],
                regions: ["local:us-east"],
                primary: "local:us-east",
                backup: undefined,
            },
            catalogue,
            "cells[0]",
        );
        assert.deepEqual(
            faults.map(({ code }) => code),
            ["residency/region-outside-cell"],
        );
    });

    it("not for one region without a primary", () => {
        assert.deepEqual(
            cellFaults({ ...eu, regions: ["local:eu-west"], primary: undefined }, catalogue, "cells[0]"),
            [],
        );
    });

    it("not for regions of one partition, whichever, nor for several clouds", () => {
        const there = { ...eu, jurisdictions: ["CN", "DE"], standards: [], backup: undefined };
        for (const regions of [
            ["aws:cn-north-1", "aws:cn-northwest-1"],
            ["aws:cn-north-1", "azure:germanywestcentral"],
        ] as const) {
            assert.deepEqual(cellFaults({ ...there, regions: [...regions], primary: regions[0] }, catalogue, ""), []);
        }
    });
});
