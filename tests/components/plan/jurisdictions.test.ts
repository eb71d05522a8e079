import assert from "node:assert/strict";

import { covers, isJurisdiction, jurisdictionGroups } from "../../../components/plan/jurisdictions";

describe("jurisdictions", () => {
    it("are countries by their ISO 3166 code, and the groups EU and EEA", () => {
        assert.deepEqual(jurisdictionGroups, ["EU", "EEA"]);
        for (const name of ["EU", "EEA", "IE", "US", "CH"]) {
            assert.ok(isJurisdiction(name), name);
        }
        for (const name of ["", "eu", "Europe", "USA", "I", "constructor", "toString", "__proto__"]) {
            assert.ok(!isJurisdiction(name), name);
        }
    });

    it("cover, as a country, that country only", () => {
        assert.ok(covers("IE", "IE"));
        assert.ok(!covers("IE", "DE"));
        assert.ok(!covers("constructor", "IE"));
    });

    it("EU covers its 27 members, and neither the United Kingdom, Switzerland nor Norway", () => {
        assert.equal(countriesOf("EU").length, 27);
        assert.ok(["IE", "DE", "SE", "HR", "CY"].every(country => covers("EU", country)));
        assert.ok(["GB", "CH", "NO", "US", "EU"].every(country => !covers("EU", country)));
    });

    it("EEA covers the EU's members with Iceland, Liechtenstein and Norway", () => {
        const added = countriesOf("EEA").filter(country => !covers("EU", country));
        assert.deepEqual(added, ["IS", "LI", "NO"]);
        assert.ok(countriesOf("EU").every(country => covers("EEA", country)));
    });
});

function countriesOf(jurisdiction: string): string[] {
    const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
    return letters.flatMap(a => letters.map(b => a + b)).filter(country => covers(jurisdiction, country));
}
