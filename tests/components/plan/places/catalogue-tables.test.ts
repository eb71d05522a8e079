import assert from "node:assert/strict";

import { Region } from "@pulumi/aws/types/enums";

import {
    citiesOf,
    type Cloud,
    knownCities,
    knownRegions,
    pairOf,
    regionNamed,
    splitRef,
} from "../../../../components/plan/places/catalogue";
import aws from "../../../../components/plan/places/tables/aws.json";
import azure from "../../../../components/plan/places/tables/azure.json";
import cities from "../../../../components/plan/places/tables/cities.json";
import countries from "../../../../components/plan/places/tables/countries.json";
import gcp from "../../../../components/plan/places/tables/gcp.json";
import local from "../../../../components/plan/places/tables/local.json";
import multiRegions from "../../../../components/plan/places/tables/multi-regions.json";
import { countryCodes, countryName } from "../../../../components/plan/places/countries";

const regions = knownRegions.map(ref => ({ ref, ...splitRef(ref), ...regionNamed(ref)! }));

describe("the catalogue's tables", () => {
    it("say where they come from, and of when they are", () => {
        for (const [name, { source, date }] of Object.entries({
            aws,
            gcp,
            azure,
            local,
            cities,
            countries,
            multiRegions,
        })) {
            assert.ok(source.length > 20, name);
            assert.match(date, /^20\d\d-\d\d-\d\d$/, name);
        }
    });

    it("have the regions of AWS that its SDK has, but for those closed to the public", () => {
        const open = Object.values(Region).filter(name => !/^(us|eu)-iso/.test(name));
        assert.deepEqual(namesOn("aws").toSorted(), open.toSorted());
    });

    it("give a region a short code, which no other of its cloud has", () => {
        for (const { ref, short } of regions) {
            assert.match(short, /^[a-z][a-z0-9]{1,7}$/, ref);
        }
        const codes = regions.map(({ cloud, short }) => `${cloud}:${short}`);
        assert.equal(new Set(codes).size, codes.length);
    });

    it("give a region one zone or several", () => {
        for (const { ref, zones } of regions) {
            assert.ok(Number.isInteger(zones) && zones >= 1 && zones <= 6, ref);
        }
    });

    it("pair a region with another that there is, of the same sovereign cloud", () => {
        const paired = regions.filter(({ pair }) => pair !== undefined);
        assert.ok(paired.length > 0);
        for (const { ref, sovereign } of paired) {
            const pair = pairOf(ref)!;
            assert.notEqual(pair, ref);
            assert.equal(regionNamed(pair)?.sovereign, sovereign, ref);
            assert.ok(regionNamed(pair), ref);
        }
    });

    it("pair regions of Azure across borders only where Microsoft does", () => {
        const abroad = regions.filter(({ ref, country }) => {
            const pair = pairOf(ref);
            return pair !== undefined && regionNamed(pair)?.country !== country;
        });
        assert.deepEqual(
            abroad.map(({ name }) => name),
            ["brazilsouth", "eastasia", "northeurope", "southeastasia", "westeurope"],
        );
    });

    it("say sovereign of the clouds with accounts of their own, and of no other", () => {
        const clouds = regions.flatMap(({ sovereign }) => sovereign ?? []);
        assert.deepEqual(
            [...new Set(clouds)],
            ["aws-cn", "aws-eusc", "aws-us-gov", "s3ns", "azure-china", "azure-us-government"],
        );
    });

    it("have every country with a code that the world knows", () => {
        const inEnglish = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
        assert.equal(countryCodes.length, 249);
        for (const code of countryCodes) {
            assert.ok(inEnglish.of(code), code);
        }
        for (const { ref, country } of regions) {
            assert.ok(countryName(country), ref);
        }
    });

    it("have a city in every country but those without towns", () => {
        // Uninhabited or with a garrison at most, and territories of fewer than 10,000 people.
        const empty = "AQ BL BV CC CX FK GS HM IO MS NF NU PM PN SH SJ TF TK UM VA WF".split(" ");
        const without = countryCodes.filter(code => citiesOf(code).length === 0);
        assert.deepEqual(
            without.filter(code => !empty.includes(code)),
            [],
        );
    });

    describe("put every place", () => {
        // The package is an ES module to the compiler, which this file is not.
        let countryAt: (place: { latitude: number; longitude: number }) => string | null;
        before(async () => {
            const { iso1A2Code } = await import("@rapideditor/country-coder");
            countryAt = ({ latitude, longitude }) => iso1A2Code([longitude, latitude], { level: "territory" });
        });

        it("where its region's country is on the map", () => {
            for (const region of regions) {
                assert.equal(countryAt(region), region.country, region.ref);
            }
        });

        it("where its city's country is on the map", () => {
            // ISO 3166 has a code for Western Sahara; the map has who governs its largest city.
            const governed = { Laayoune: "MA" };
            for (const [name, city] of Object.entries(cities.cities)) {
                assert.equal(countryAt(city), { ...governed }[name] ?? city.country, name);
            }
        });

        it("within half a degree of the city it is named after", () => {
            for (const { ref, city, country, latitude, longitude } of regions) {
                const namesake = citiesOf(country).find(known => known.city === city);
                if (namesake !== undefined) {
                    assert.ok(Math.abs(latitude - namesake.latitude) < 0.5, ref);
                    assert.ok(Math.abs(longitude - namesake.longitude) < 0.5, ref);
                }
            }
        });
    });

    it("stay small enough to be read at every start", () => {
        assert.ok(knownCities.length < 1000 && JSON.stringify(cities).length < 120_000);
    });
});

function namesOn(cloud: Cloud): string[] {
    return regions.filter(region => region.cloud === cloud).map(({ name }) => name);
}
