import assert from "node:assert/strict";

import type { CellConfig } from "../../../../components/plan/config/cell";
import { type ObservabilityInput, observabilitySchema } from "../../../../components/plan/config/observability";
import { parse } from "../../../../components/plan/config/parse";
import { atlasWith } from "../../../../components/plan/places/atlas";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { watchFaults } from "../../../../components/plan/watch/watch-faults";
import { fulda } from "../requested";
import { pinned, type Pinned } from "../faults-of";

const cellIn = (name: string, jurisdiction: string, region: RegionRef): CellConfig => ({
    name,
    jurisdictions: [jurisdiction],
    standards: [],
    dataClasses: ["health"],
    regions: [region],
    existing: {},
    networks: {},
});
const cells = [cellIn("eu", "EU", "aws:eu-west-1"), cellIn("us", "US", "aws:us-east-1")];

const faultsOf = (written: ObservabilityInput, of = cells) =>
    watchFaults(parse(observabilitySchema, written), of, atlasWith({ "kubernetes:fulda": fulda }));

type Export = NonNullable<ObservabilityInput["exports"]>[number];
const siem: Export = {
    name: "siem",
    to: "splunk",
    endpoint: "https://siem.example/",
    place: "aws:eu-central-1",
    cells: ["eu"],
};

describe("where logs and figures go", () => {
    it("is taken where every cell that sends admits the place", () => {
        assert.deepEqual(faultsOf({}), []);
        assert.deepEqual(
            faultsOf({
                home: "aws:us-east-1",
                exports: [
                    siem,
                    { ...siem, name: "us", place: "gcp:us-east1", cells: ["us"], dataClass: "public" },
                    { ...siem, name: "own", place: "kubernetes:fulda" },
                ],
            }),
            [],
        );
        assert.deepEqual(faultsOf({ exports: [{ ...siem, cells: undefined }] }, [cells[0]!]), []);
    });

    it("has figures kept in a region of a cell, not in one that only keeps copies or elsewhere", () => {
        assert.deepEqual(pinned(faultsOf({ home: "aws:eu-north-1" })), [
            {
                code: "observability/unknown-home",
                path: "observability.home",
                value: "aws:eu-north-1",
            },
        ]);
    });

    const cases: [title: string, exports: Export[], fault: Pinned][] = [
        [
            "twice by one name",
            [siem, siem],
            {
                code: "observability/export-twice",
                path: "observability.exports[1].name",
                value: "siem",
            },
        ],
        [
            "from a cell that there is not",
            [{ ...siem, cells: ["eu", "mars"] }],
            {
                code: "observability/unknown-cell",
                path: "observability.exports[0].cells[1]",
                value: "mars",
            },
        ],
        [
            "to an unknown place",
            [{ ...siem, place: "kubernetes:nowhere" }],
            {
                code: "catalogue/place-missing",
                path: "observability.exports[0].place",
                value: "kubernetes:nowhere",
            },
        ],
        [
            "with protected data, even inside the cell",
            [{ ...siem, dataClass: "health" }],
            {
                code: "residency/class-not-carried",
                path: "observability.exports[0].dataClass",
                value: "health",
            },
        ],
        [
            "from a cell to outside, though another admits it",
            [{ ...siem, cells: undefined }],
            {
                code: "residency/export-outside-cell",
                path: "observability.exports[0].place",
                value: "aws:eu-central-1",
            },
        ],
    ];
    for (const [title, exports, fault] of cases) {
        it(`refuses exports ${title}`, () => {
            assert.deepEqual(pinned(faultsOf({ exports })), [fault]);
        });
    }

    it("is reported once for an export, however many cells it would leave", () => {
        assert.equal(faultsOf({ exports: [{ ...siem, place: "aws:ca-central-1", cells: ["us", "eu"] }] }).length, 1);
    });
});
