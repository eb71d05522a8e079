import assert from "node:assert/strict";

import { cityNamed, clouds, knownCities, knownRegions, placeOf, splitRef } from "../../../components/plan/catalogue";

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

    it("knows nothing of other names, those that every object has included", () => {
        for (const name of ["local:nowhere", "Atlantis", "constructor", "__proto__", ""]) {
            assert.equal(placeOf(name), undefined, name);
            assert.equal(cityNamed(name), undefined, name);
        }
    });

    it("puts every region and city at a point on the map, in a country", () => {
        const places = [...knownRegions.map(placeOf), ...knownCities.map(cityNamed)];
        for (const { city, country, latitude, longitude } of places.map(place => place!)) {
            assert.match(country, /^[A-Z]{2}$/, city);
            assert.ok(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180, city);
        }
    });

    it("keeps each region under a cloud that there is", () => {
        for (const ref of knownRegions) {
            assert.ok(clouds.includes(splitRef(ref).cloud), ref);
        }
    });

    it("splits a region ref at its first colon", () => {
        assert.deepEqual(splitRef("local:eu-west"), { cloud: "local", name: "eu-west" });
        assert.deepEqual(splitRef("kubernetes:a:b"), { cloud: "kubernetes", name: "a:b" });
    });
});
