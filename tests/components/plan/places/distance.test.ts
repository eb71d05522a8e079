import assert from "node:assert/strict";

import type { Place } from "../../../../components/plan/places/catalogue";
import { distanceKm, nearestFirst } from "../../../../components/plan/places/distance";

describe("distance", () => {
    // City centres differ by some km between sources, and the sphere from the ellipsoid by up to 0.5 %: 1 % is tolerated.
    const tolerance = 0.01;
    const cities = {
        london: at(51.5074, -0.1278),
        newYork: at(40.7128, -74.006),
        paris: at(48.8566, 2.3522),
        tokyo: at(35.6762, 139.6503),
        sydney: at(-33.8688, 151.2093),
        losAngeles: at(34.0522, -118.2437),
    };

    for (const [from, to, km] of [
        ["paris", "london", 344],
        ["london", "newYork", 5_570],
        ["newYork", "losAngeles", 3_936],
        ["tokyo", "sydney", 7_820],
    ] as const) {
        it(`from ${from} to ${to} is ${km} km, as published, within 1 %`, () => {
            const found = distanceKm(cities[from], cities[to]);
            assert.ok(Math.abs(found - km) <= km * tolerance, `${found} km`);
            assert.equal(distanceKm(cities[to], cities[from]), found);
        });
    }

    it("is short across the date line", () => {
        assert.ok(distanceKm(at(0, 179.5), at(0, -179.5)) < 112);
    });

    it("is nothing to the place itself, and half the circumference to the other side of the Earth", () => {
        assert.equal(distanceKm(cities.paris, cities.paris), 0);
        assert.ok(Math.abs(distanceKm(at(0, 0), at(0, 180)) - 20_015) < 1);
        assert.ok(Math.abs(distanceKm(at(12.34, 56.78), at(-12.34, -123.22)) - 20_015) < 1);
    });
});

describe("nearest first", () => {
    const near = { key: "z", place: at(1, 0) };
    const twins = [
        { key: "b", place: at(5, 0) },
        { key: "a", place: at(-5, 0) },
    ];

    it("orders by distance, and equal distances by key, whatever the order given", () => {
        for (const items of [
            [...twins, near],
            [near, ...[...twins].reverse()],
        ]) {
            const sorted = nearestFirst(
                at(0, 0),
                items,
                ({ place }) => place,
                ({ key }) => key,
            );
            assert.deepEqual(
                sorted.map(({ key }) => key),
                ["z", "a", "b"],
            );
        }
    });
});

function at(latitude: number, longitude: number): Place {
    return { city: "somewhere", country: "XX", latitude, longitude };
}
