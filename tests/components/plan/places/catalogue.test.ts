import assert from "node:assert/strict";

import {
    citiesOf,
    cityNamed,
    clouds,
    cloudsOf,
    knownCities,
    knownRegions,
    pairOf,
    placeOf,
    regionNamed,
    type RegionRef,
    splitRef,
} from "../../../../components/plan/places/catalogue";

describe("the catalogue", () => {
    it("says where a region and a city are", () => {
        assert.deepEqual(placeOf("local:eu-west"), {
            city: "Dublin",
            country: "IE",
            latitude: 53.35,
            longitude: -6.26,
        });
        assert.deepEqual(cityNamed("Lisbon"), { city: "Lisbon", country: "PT", latitude: 38.72, longitude: -9.14 });
    });

    it("says of a region how many zones it has, its short code, its pair and its cloud's rules", () => {
        assert.deepEqual(regionNamed("gcp:northamerica-northeast1"), {
            city: "Montréal",
            country: "CA",
            latitude: 45.5,
            longitude: -73.57,
            zones: 3,
            short: "nane1",
        });
        assert.equal(regionNamed("azure:francesouth")?.reserved, true);
        assert.equal(regionNamed("aws:cn-north-1")?.sovereign, "aws-cn");
        assert.equal(regionNamed("azure:westus")?.zones, 1);
    });

    it("says on which clouds regions are, each once and in order, without what is no cloud", () => {
        const refs = ["local:eu-west", "aws:eu-west-1", "oracle:eu", "aws:eu-mars-1"] as RegionRef[];
        assert.deepEqual(cloudsOf(refs), ["aws", "local"]);
        assert.deepEqual(cloudsOf([]), []);
    });

    it("knows nothing of other names, those that every object has included", () => {
        const unknown = ["local:nowhere", "aws:us-east1", "AWS:eu-west-1", "eu-west-1", "Atlantis", ""];
        for (const name of [...unknown, "constructor", "__proto__", "aws:constructor", "aws:__proto__"]) {
            assert.equal(placeOf(name), undefined, name);
            assert.equal(regionNamed(name), undefined, name);
            assert.equal(pairOf(name), undefined, name);
            assert.equal(cityNamed(name), undefined, name);
            assert.deepEqual(citiesOf(name), [], name);
        }
    });

    it("keeps each region under a cloud that there is", () => {
        for (const ref of knownRegions) {
            assert.ok(clouds.includes(splitRef(ref).cloud), ref);
        }
    });

    it("has regions of every cloud but Kubernetes, whose regions are the user's own", () => {
        const present = new Set(knownRegions.map(ref => splitRef(ref).cloud));
        assert.deepEqual([...present], ["aws", "gcp", "azure", "local"]);
    });

    it("pairs a region one way where the vendor does, and across a border where the vendor does", () => {
        assert.equal(pairOf("azure:northeurope"), "azure:westeurope");
        assert.equal(pairOf("azure:brazilsouth"), "azure:southcentralus");
        assert.equal(pairOf("azure:southcentralus"), "azure:northcentralus");
        for (const without of ["azure:polandcentral", "aws:eu-west-1", "gcp:europe-west1"]) {
            assert.equal(pairOf(without), undefined, without);
        }
    });

    it("finds a country's cities, most populous first", () => {
        assert.deepEqual(
            citiesOf("PT").map(city => city.name),
            ["Lisbon", "Porto"],
        );
        const populations = citiesOf("US").map(city => city.population);
        assert.deepEqual(
            populations,
            populations.toSorted((a, b) => b - a),
        );
    });

    it("tells the less populous of two cities of one name by its country", () => {
        assert.equal(cityNamed("Hyderabad")?.country, "IN");
        assert.deepEqual(cityNamed("Hyderabad, PK"), {
            city: "Hyderabad",
            country: "PK",
            latitude: 25.4,
            longitude: 68.38,
        });
    });

    it("names each city and region once", () => {
        assert.equal(new Set(knownCities).size, knownCities.length);
        assert.equal(new Set(knownRegions).size, knownRegions.length);
    });

    it("splits a region ref at its first colon", () => {
        assert.deepEqual(splitRef("local:eu-west"), { cloud: "local", name: "eu-west" });
        assert.deepEqual(splitRef("kubernetes:a:b"), { cloud: "kubernetes", name: "a:b" });
    });
});
