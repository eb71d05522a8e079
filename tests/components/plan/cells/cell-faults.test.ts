import assert from "node:assert/strict";

import { cellFaults } from "../../../../components/plan/cells/cell-faults";
import type { CellConfig } from "../../../../components/plan/config/cell";
import { catalogue } from "../../../../components/plan/places/atlas";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { parsed } from "../screening";
import { pinned, type Pinned } from "../faults-of";

type Change = { [K in keyof CellConfig]?: CellConfig[K] | undefined };

describe("a cell is refused", () => {
    const eu = parsed().cells[0]!;

    const cases: [title: string, change: Change, fault: Pinned][] = [
        [
            "when a region is on a cloud that there is none of",
            { regions: ["local:eu-west", "awz:eu-west-1" as RegionRef] },
            {
                code: "catalogue/unknown-cloud",
                path: "cells[0].regions[1]",
                value: "awz:eu-west-1",
            },
        ],
        [
            "when its region of kubernetes has no place",
            { regions: ["local:eu-west", "kubernetes:fulda"] },
            {
                code: "catalogue/place-missing",
                path: "cells[0].regions[1]",
                value: "kubernetes:fulda",
            },
        ],
        [
            "when the catalogue does not know a region",
            { regions: ["local:eu-west", "local:atlantis"] },
            {
                code: "catalogue/unknown-region",
                path: "cells[0].regions[1]",
                value: "local:atlantis",
            },
        ],
        [
            "when a region lies outside its jurisdictions",
            { regions: ["local:eu-west", "local:us-east"] },
            {
                code: "residency/region-outside-cell",
                path: "cells[0].regions[1]",
                value: "local:us-east",
            },
        ],
        [
            "when its backup lies outside its jurisdictions",
            { backup: "local:us-south" },
            {
                code: "residency/region-outside-cell",
                path: "cells[0].backup",
                value: "local:us-south",
            },
        ],
        [
            "when it names a region twice",
            { regions: ["local:eu-west", "local:eu-central", "local:eu-west"] },
            {
                code: "cell/region-twice",
                path: "cells[0].regions[2]",
                value: "local:eu-west",
            },
        ],
        [
            "when its primary is none of its regions",
            { primary: "local:eu-north", backup: undefined },
            {
                code: "cell/primary-outside",
                path: "cells[0].primary",
                value: "local:eu-north",
            },
        ],
        [
            "when it has several regions and no primary",
            { primary: undefined },
            {
                code: "cell/primary-missing",
                path: "cells[0].primary",
            },
        ],
        [
            "when its backup is one of its regions",
            { backup: "local:eu-central" },
            {
                code: "cell/backup-is-region",
                path: "cells[0].backup",
                value: "local:eu-central",
            },
        ],
        [
            "when its traffic would fail over to what is none of its regions",
            { failover: ["local:eu-central", "local:eu-north"] },
            {
                code: "residency/failover-outside-cell",
                path: "cells[0].failover[1]",
                value: "local:eu-north",
            },
        ],
        [
            "when its traffic would fail over to a region twice",
            { failover: ["local:eu-central", "local:eu-central"] },
            {
                code: "cell/failover-twice",
                path: "cells[0].failover[1]",
                value: "local:eu-central",
            },
        ],
        [
            "when something exists in a region that it doesn't have",
            { existing: { "local:eu-north": { key: "1" }, "local:eu-south": { key: "2" } } },
            {
                code: "cell/existing-elsewhere",
                path: 'cells[0].existing["local:eu-south"]',
                value: "local:eu-south",
            },
        ],
        [
            "when it has an account on a cloud that it isn't on",
            { accounts: { aws: { roleArn: "arn:aws:iam::111122223333:role/eu" } } },
            {
                code: "cell/account-unused",
                path: "cells[0].accounts.aws",
                value: "aws",
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
            },
        ],
    ];
    for (const [title, change, fault] of cases) {
        it(title, () => {
            assert.deepEqual(pinned(cellFaults({ ...eu, ...change }, catalogue, "cells[0]")), [fault]);
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
