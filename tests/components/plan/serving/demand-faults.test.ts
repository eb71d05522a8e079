import assert from "node:assert/strict";

import type { DemandConfig } from "../../../../components/plan/config/demand";
import type { Fault } from "../../../../components/plan/faults";
import { demandFaults } from "../../../../components/plan/serving/demand-faults";

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

    const unclear = "name the cell that requests from there state: none, or several, admit the country";
    const cases: [title: string, place: DemandConfig["places"][number], fault: Fault][] = [
        [
            "neither a city nor a country",
            { cell: "eu" },
            {
                code: "demand/place",
                path: "demand.places[0]",
                value: "neither",
                allowed: "one of city, country",
                remedy: "say where, once",
            },
        ],
        [
            "both a city and a country",
            { city: "Lisbon", country: "PT" },
            {
                code: "demand/place",
                path: "demand.places[0]",
                value: "both",
                allowed: "one of city, country",
                remedy: "say where, once",
            },
        ],
        [
            "a city that is spelled otherwise",
            { city: "Lisbonne" },
            {
                code: "catalogue/unknown-city",
                path: "demand.places[0].city",
                value: "Lisbonne",
                allowed: "a city of the catalogue, or country instead",
                remedy: "write Lisbon, if that is meant",
            },
        ],
        [
            "a city that nobody knows",
            { city: "Sankt-Gilgen-am-Wolfgangsee" },
            {
                code: "catalogue/unknown-city",
                path: "demand.places[0].city",
                value: "Sankt-Gilgen-am-Wolfgangsee",
                allowed: "a city of the catalogue, or country instead",
                remedy: "name a large city near by, or the country",
            },
        ],
        [
            "a country by another code than that of ISO 3166",
            { country: "UK" },
            {
                code: "catalogue/unknown-country",
                path: "demand.places[0].country",
                value: "UK",
                allowed: "the ISO 3166 code of a country with a city of the catalogue",
                remedy: "write GB, if that is meant",
            },
        ],
        [
            "a country without a city",
            { country: "AQ" },
            {
                code: "catalogue/unknown-country",
                path: "demand.places[0].country",
                value: "AQ",
                allowed: "the ISO 3166 code of a country with a city of the catalogue",
                remedy: "name a large city near by, as city",
            },
        ],
        [
            "a country that there is not",
            { country: "QQ" },
            {
                code: "catalogue/unknown-country",
                path: "demand.places[0].country",
                value: "QQ",
                allowed: "the ISO 3166 code of a country with a city of the catalogue",
                remedy: "name a large city near by, as city",
            },
        ],
        [
            "a city of a country that no cell admits",
            { city: "Tokyo" },
            {
                code: "demand/cell-unclear",
                path: "demand.places[0]",
                value: "Tokyo",
                allowed: "eu, de, us",
                remedy: unclear,
            },
        ],
        [
            "a country that several cells admit",
            { country: "DE" },
            {
                code: "demand/cell-unclear",
                path: "demand.places[0]",
                value: "DE",
                allowed: "eu, de, us",
                remedy: unclear,
            },
        ],
        [
            "a cell that there is not",
            { city: "Lisbon", cell: "pt" },
            {
                code: "demand/unknown-cell",
                path: "demand.places[0].cell",
                value: "pt",
                allowed: "eu, de, us",
                remedy: "name a cell",
            },
        ],
    ];
    for (const [title, place, fault] of cases) {
        it(`is refused from a place with ${title}`, () => {
            assert.deepEqual(faultsOf({ places: [place] }), [fault]);
        });
    }

    it("is refused at a rate while it isn't known what a replica serves", () => {
        assert.deepEqual(faultsOf({ peakRps: 100 }), [
            {
                code: "demand/replica-unknown",
                path: "demand.peakRps",
                value: 100,
                allowed: "with rpsPerReplica",
                remedy: "measure what one replica serves within its objectives, and say it as demand.rpsPerReplica",
            },
        ]);
    });

    it("is refused with requests that gates don't let in", () => {
        assert.deepEqual(faultsOf({ payloadKiB: 8193 }), [
            {
                code: "demand/payload-over-limit",
                path: "demand.payloadKiB",
                value: 8193,
                allowed: "8192 or less, which gates let in",
                remedy: "raise routing.limits.bodyKiB, or correct the size of a usual request",
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
