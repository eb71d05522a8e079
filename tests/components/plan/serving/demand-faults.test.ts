import assert from "node:assert/strict";

import type { DemandConfig } from "../../../../components/plan/config/demand";
import { demandFaults } from "../../../../components/plan/serving/demand-faults";
import { pinned, type Pinned } from "../faults-of";

const cells = [
    { name: "eu", jurisdictions: ["EU"] },
    { name: "de", jurisdictions: ["DE"] },
    { name: "us", jurisdictions: ["US"] },
];
const faultsOf = (demand: Partial<DemandConfig>) =>
    demandFaults({ places: [{ city: "Lisbon" }], ...demand }, cells, 8192);

describe("demand", () => {
    it("is taken with cities and countries whose cell is clear, and with rates and sizes that fit", () => {
        const places = [{ city: "Lisbon" }, { country: "US" }, { city: "Tokyo", cell: "us" }];
        assert.deepEqual(faultsOf({ places, peakRps: 10, rpsPerReplica: 5, payloadKiB: 8192 }), []);
        assert.deepEqual(faultsOf({ rpsPerReplica: 5 }), []);
    });

    const cases: [title: string, place: DemandConfig["places"][number], fault: Pinned][] = [
        [
            "neither a city nor a country",
            { cell: "eu" },
            {
                code: "demand/place",
                path: "demand.places[0]",
                value: "neither",
            },
        ],
        [
            "both a city and a country",
            { city: "Lisbon", country: "PT" },
            {
                code: "demand/place",
                path: "demand.places[0]",
                value: "both",
            },
        ],
        [
            "a city that is spelled otherwise",
            { city: "Lisbonne" },
            {
                code: "catalogue/unknown-city",
                path: "demand.places[0].city",
                value: "Lisbonne",
            },
        ],
        [
            "an unknown city",
            { city: "Sankt-Gilgen-am-Wolfgangsee" },
            {
                code: "catalogue/unknown-city",
                path: "demand.places[0].city",
                value: "Sankt-Gilgen-am-Wolfgangsee",
            },
        ],
        [
            "a country by another code than that of ISO 3166",
            { country: "UK" },
            {
                code: "catalogue/unknown-country",
                path: "demand.places[0].country",
                value: "UK",
            },
        ],
        [
            "a country without a city",
            { country: "AQ" },
            {
                code: "catalogue/unknown-country",
                path: "demand.places[0].country",
                value: "AQ",
            },
        ],
        [
            "a country that there is not",
            { country: "QQ" },
            {
                code: "catalogue/unknown-country",
                path: "demand.places[0].country",
                value: "QQ",
            },
        ],
        [
            "a city of a country that no cell admits",
            { city: "Tokyo" },
            {
                code: "demand/cell-unclear",
                path: "demand.places[0]",
                value: "Tokyo",
            },
        ],
        [
            "a country that several cells admit",
            { country: "DE" },
            {
                code: "demand/cell-unclear",
                path: "demand.places[0]",
                value: "DE",
            },
        ],
        [
            "a cell that there is not",
            { city: "Lisbon", cell: "pt" },
            {
                code: "demand/unknown-cell",
                path: "demand.places[0].cell",
                value: "pt",
            },
        ],
    ];
    for (const [title, place, fault] of cases) {
        it(`is refused from a place with ${title}`, () => {
            assert.deepEqual(pinned(faultsOf({ places: [place] })), [fault]);
        });
    }

    it("is refused at a rate while it isn't known what a replica serves", () => {
        assert.deepEqual(pinned(faultsOf({ peakRps: 100 })), [
            {
                code: "demand/replica-unknown",
                path: "demand.peakRps",
                value: 100,
            },
        ]);
    });

    it("is refused with requests that gates don't admit", () => {
        assert.deepEqual(pinned(faultsOf({ payloadKiB: 8193 })), [
            {
                code: "demand/payload-over-limit",
                path: "demand.payloadKiB",
                value: 8193,
            },
        ]);
    });
});

describe("the shares of demand", () => {
    const shares = (...some: (number | undefined)[]) =>
        faultsOf({
            places: some.map(share => ({ city: "Lisbon", ...(share === undefined ? {} : { share }) })),
        }).map(({ code, value }) => [code, value]);

    it("sum to 1, a thousandth more or less, or are not said", () => {
        assert.deepEqual(shares(0.5, 0.5), []);
        assert.deepEqual(shares(0.333, 0.333, 0.333), []);
        assert.deepEqual(shares(undefined, undefined), []);
    });

    it("are refused where they don't, or where some are said and some not", () => {
        assert.deepEqual(shares(0.5, 0.4), [["demand/shares-sum", 0.9]]);
        assert.deepEqual(shares(0.6, 0.6), [["demand/shares-sum", 1.2]]);
        assert.deepEqual(shares(1, undefined), [["demand/shares-sum", 1]]);
    });
});
