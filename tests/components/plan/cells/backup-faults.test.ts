import assert from "node:assert/strict";

import { backupFaults } from "../../../../components/plan/cells/backup-faults";
import type { CellConfig } from "../../../../components/plan/config/cell";
import { atlasWith } from "../../../../components/plan/places/atlas";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { pinned } from "../faults-of";

const places = {
    "kubernetes:milan": { city: "Milan", country: "IT", latitude: 45.46, longitude: 9.19 },
    "kubernetes:turin": { city: "Turin", country: "IT", latitude: 45.07, longitude: 7.69 },
    "kubernetes:rome": { city: "Rome", country: "IT", latitude: 41.9, longitude: 12.5 },
};

function faultsOf(jurisdiction: string, regions: RegionRef[], backup?: RegionRef) {
    const cell: CellConfig = {
        name: "cell",
        jurisdictions: [jurisdiction],
        standards: [],
        dataClasses: ["health"],
        regions,
        ...(backup && { backup }),
        existing: {},
        networks: {},
    };
    return backupFaults(cell, atlasWith(places), "backup");
}

const tooNear = (value: string) => [
    {
        code: "cell/backup-too-near",
        path: "backup",
        value,
    },
];

describe("the backup of a cell", () => {
    it("may be left out", () => {
        assert.deepEqual(faultsOf("EU", ["aws:eu-west-1"]), []);
    });

    it("is taken 200 km or more from every region", () => {
        // Paris to Saint-Ghislain: 206 km.
        assert.deepEqual(faultsOf("EU", ["gcp:europe-west9"], "gcp:europe-west1"), []);
        assert.deepEqual(faultsOf("EU", ["aws:eu-west-1", "aws:eu-central-1"], "aws:eu-north-1"), []);
    });

    it("is refused nearer to one of the regions, with its distance from the nearest", () => {
        // Turin is 125 km from Milan and 586 km from Paris.
        assert.deepEqual(
            pinned(faultsOf("EU", ["gcp:europe-west9", "gcp:europe-west8"], "gcp:europe-west12")),
            tooNear("gcp:europe-west12"),
        );
    });

    it("is taken from 100 km on where its cloud has nothing further away in the cell's jurisdictions", () => {
        // Italy has two regions of Google Cloud, the Emirates two of Azure: Dubai to Abu Dhabi is 122 km.
        assert.deepEqual(faultsOf("IT", ["gcp:europe-west8"], "gcp:europe-west12"), []);
        assert.deepEqual(faultsOf("AE", ["azure:uaenorth"], "azure:uaecentral"), []);
    });

    it("is never taken nearer than 100 km", () => {
        // All of Azure's regions in Australia but the other one of Canberra.
        const all: RegionRef[] = ["azure:australiaeast", "azure:australiasoutheast", "azure:australiacentral"];
        assert.deepEqual(pinned(faultsOf("AU", all, "azure:australiacentral2")), tooNear("azure:australiacentral2"));
    });

    it("is refused at 100 km where only a partition of the cloud that it isn't in lies further away", () => {
        // us-gov-east-1 and us-east-2 are both in Columbus; every other region of the partition is the cell's.
        assert.deepEqual(
            faultsOf("US", ["aws:us-gov-west-1", "aws:us-gov-east-1"], "aws:us-east-2").map(
                ({ problem }) => /at least \d+ km/.exec(problem)?.[0],
            ),
            ["at least 200 km"],
        );
        assert.deepEqual(
            faultsOf("US", ["aws:us-east-2", "aws:us-gov-west-1"], "aws:us-gov-east-1").map(
                ({ problem }) => /at least \d+ km/.exec(problem)?.[0],
            ),
            ["at least 100 km"],
        );
    });

    it("among regions of the user's own is 200 km away, since they can be put anywhere", () => {
        assert.deepEqual(faultsOf("IT", ["kubernetes:milan"], "kubernetes:rome"), []);
        assert.deepEqual(pinned(faultsOf("IT", ["kubernetes:milan"], "kubernetes:turin")), tooNear("kubernetes:turin"));
    });

    it("is on a cloud of the cell's regions", () => {
        assert.deepEqual(faultsOf("EU", ["aws:eu-west-1", "gcp:europe-west9"], "gcp:europe-north1"), []);
        assert.deepEqual(pinned(faultsOf("EU", ["aws:eu-west-1", "gcp:europe-west9"], "azure:polandcentral")), [
            {
                code: "cell/backup-on-another-cloud",
                path: "backup",
                value: "azure:polandcentral",
            },
        ]);
    });

    it("is reported as unknown, or outside, before its distance", () => {
        assert.deepEqual(
            faultsOf("EU", ["aws:eu-west-1"], "aws:eu-mars-1").map(({ code }) => code),
            ["catalogue/unknown-region"],
        );
        assert.deepEqual(
            faultsOf("EU", ["gcp:europe-west9"], "aws:eu-west-2").map(({ code }) => code),
            ["residency/region-outside-cell"],
        );
    });

    it("has no distance from regions that are nowhere themselves", () => {
        assert.deepEqual(faultsOf("EU", ["aws:eu-mars-1"], "aws:eu-west-1"), []);
    });
});
