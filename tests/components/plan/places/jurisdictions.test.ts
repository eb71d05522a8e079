import assert from "node:assert/strict";

import { countryCodes, countryName } from "../../../../components/plan/places/countries";
import {
    countriesOf,
    covers,
    isJurisdiction,
    jurisdictionGroups,
    nearestJurisdiction,
} from "../../../../components/plan/places/jurisdictions";

describe("jurisdictions", () => {
    it("are countries by their ISO 3166 code, and groups of them", () => {
        assert.deepEqual(jurisdictionGroups, ["EU", "EEA", "EU-ADEQUATE", "UK-ADEQUATE"]);
        for (const name of [...jurisdictionGroups, "IE", "US", "CH"]) {
            assert.ok(isJurisdiction(name), name);
        }
        for (const name of ["", "eu", "Europe", "USA", "I", "UK", "EL", "XX", "ZZ", "constructor", "__proto__"]) {
            assert.ok(!isJurisdiction(name), name);
            assert.deepEqual(countriesOf(name), [], name);
        }
    });

    it("cover, as a country, that country only", () => {
        assert.ok(covers("IE", "IE"));
        assert.ok(!covers("IE", "DE"));
        assert.ok(!covers("constructor", "IE"));
        assert.ok(!covers("UK", "UK"));
    });

    it("EU covers its 27 members, and neither the United Kingdom, Switzerland nor Norway", () => {
        assert.equal(countriesOf("EU").length, 27);
        assert.ok(["IE", "DE", "SE", "HR", "CY"].every(country => covers("EU", country)));
        assert.ok(["GB", "CH", "NO", "US", "EU"].every(country => !covers("EU", country)));
    });

    it("EEA covers the EU's members with Iceland, Liechtenstein and Norway", () => {
        assert.deepEqual(added("EEA", "EU"), ["IS", "LI", "NO"]);
        assert.deepEqual(added("EU", "EEA"), []);
    });

    it("EU-ADEQUATE adds to the EEA who is adequate without being of a certain kind, so neither the United States nor Canada", () => {
        assert.deepEqual(added("EU-ADEQUATE", "EEA"), "AD AR BR CH FO GB GG IL IM JE JP KR NZ UY".split(" "));
        assert.deepEqual(added("EEA", "EU-ADEQUATE"), []);
        assert.ok(!covers("EU-ADEQUATE", "US") && !covers("EU-ADEQUATE", "CA"));
    });

    it("UK-ADEQUATE is the United Kingdom's own list: without Brazil and Japan", () => {
        assert.deepEqual(added("UK-ADEQUATE", "EU-ADEQUATE"), ["GI"]);
        assert.deepEqual(added("EU-ADEQUATE", "UK-ADEQUATE"), ["BR", "JP"]);
        assert.ok(covers("UK-ADEQUATE", "GB"));
    });

    it("consist of countries that there are, each once", () => {
        for (const name of jurisdictionGroups) {
            const countries = countriesOf(name);
            assert.deepEqual([...new Set(countries)], countries, name);
            assert.ok(
                countries.every(country => countryName(country) !== undefined),
                name,
            );
        }
    });

    const cases = {
        UK: "GB",
        EL: "GR",
        eu: "EU",
        de: "DE",
        Germany: "DE",
        Germny: "DE",
        Europe: "EU",
        "EU-adequat": "EU-ADEQUATE",
    };
    for (const [written, meant] of Object.entries(cases)) {
        it(`know that ${written} was to be ${meant}`, () => {
            assert.equal(nearestJurisdiction(written), meant);
        });
    }

    it("know not what else was to be", () => {
        for (const written of ["", "ZZ", "Atlantis", "constructor"]) {
            assert.equal(nearestJurisdiction(written), undefined, written);
        }
    });
});

function added(to: string, from: string): string[] {
    return countryCodes.filter(country => covers(to, country) && !covers(from, country));
}
