import assert from "node:assert/strict";
import fc from "fast-check";

import {
    azurePairs,
    errorsOf,
    ibmPairs,
    measured,
    modelled,
    nearest,
    type PublishedPair,
    sameNearest,
} from "../../../../bench/gates/latency-model";
import { percentile } from "../../../../bench/measuring/loops";
import type { Place } from "../../../../components/plan/places/catalogue";
import { distanceKm } from "../../../../components/plan/places/distance";
import { estimatedRoundTripMs } from "../../../../components/plan/places/round-trip";
import { fixedSeed } from "../../../support/arbitraries";

describe("the estimated round trip between two places", () => {
    it("is 15 ms for each 1,000 km of the great circle, and 7 ms", () => {
        // A quarter of the equator: 10,008 km.
        assert.ok(Math.abs(estimatedRoundTripMs(at(0, 0), at(0, 90)) - (10_008 * 0.015 + 7)) < 0.01);
    });

    it("is 7 ms within a city", () => {
        assert.equal(estimatedRoundTripMs(at(52.52, 13.41), at(52.52, 13.41)), 7);
    });

    it("is the same in both directions", () => {
        holds(fc.tuple(places, places), ([a, b]) => {
            assert.equal(estimatedRoundTripMs(a, b), estimatedRoundTripMs(b, a));
        });
    });

    it("is never shorter to a place further away, so that its order is that of the distance", () => {
        holds(fc.tuple(places, places, places), ([from, a, b]) => {
            const [near, far] = distanceKm(from, a) <= distanceKm(from, b) ? [a, b] : [b, a];
            assert.ok(estimatedRoundTripMs(from, near) <= estimatedRoundTripMs(from, far));
        });
    });
});

describe("published round trips", () => {
    it("are of nearly all pairs of 54 regions, which the catalogue knows, and of all of 12 cities", () => {
        assert.ok(azurePairs.length >= 1_300, `${azurePairs.length}`);
        assert.equal(ibmPairs.length, (12 * 11) / 2);
    });

    it("are none faster than light in fibre along the great circle, so regions lie where the catalogue says", () => {
        const faster = [...azurePairs, ...ibmPairs].filter(({ places, ms }) => ms < distanceKm(...places) / 100);
        assert.deepEqual(faster, []);
    });

    it("are fitted best, in half of Azure's pairs, by 1.5 times the great circle and 7 ms", () => {
        const half = azurePairs.filter(({ fitted }) => fitted);
        const candidates = Array.from({ length: 15 }, (_, i) => 1 + i / 10).flatMap(stretch =>
            Array.from({ length: 16 }, (_, constant) => ({ stretch, constant })),
        );
        const best = candidates.reduce((a, b) => (meanError(half, a) <= meanError(half, b) ? a : b));
        assert.deepEqual(best, { stretch: 1.5, constant: 7 });
    });

    for (const [name, pairs, median, ninetieth] of [
        [
            "the half of Azure's pairs that nothing was fitted to",
            azurePairs.filter(({ fitted }) => !fitted),
            0.13,
            0.32,
        ],
        ["IBM Cloud's pairs, another network", ibmPairs, 0.13, 0.38],
    ] as const) {
        it(`are missed by at most ${100 * median} % in half, and ${100 * ninetieth} % in nine of ten, of ${name}`, () => {
            const errors = errorsOf(pairs);
            assert.ok(percentile(errors, 50) <= median, `${percentile(errors, 50)}`);
            assert.ok(percentile(errors, 90) <= ninetieth, `${percentile(errors, 90)}`);
        });
    }

    it("have the same nearest region as the model for 84 % of Azure's, and the same three in order for 45 %", () => {
        assert.ok(sameNearest(azurePairs, 1) >= 0.84, `${sameNearest(azurePairs, 1)}`);
        assert.ok(sameNearest(azurePairs, 3) >= 0.45, `${sameNearest(azurePairs, 3)}`);
    });

    it("are within 10 ms of the shortest to the region that the model has nearest, but where no cable goes there", () => {
        const shortest = nearest(azurePairs, 1, measured);
        const detours = [...nearest(azurePairs, 1, modelled)]
            .filter(([name, [ms = NaN]]) => !(ms <= (shortest.get(name)?.[0] ?? NaN) + 10))
            .map(([name]) => name);
        // Cape Town over the South Atlantic, and Doha over land.
        assert.deepEqual(detours, ["azure:brazilsouth", "azure:israelcentral"]);
    });
});

function meanError(pairs: readonly PublishedPair[], model: { readonly stretch: number; readonly constant: number }) {
    const errors = pairs.map(({ places, ms }) => {
        const estimate = (distanceKm(...places) / 100) * model.stretch + model.constant;
        return Math.abs(estimate - ms) / ms;
    });
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

function at(latitude: number, longitude: number): Place {
    return { city: "somewhere", country: "XX", latitude, longitude };
}

const places = fc
    .tuple(fc.integer({ min: -9_000, max: 9_000 }), fc.integer({ min: -18_000, max: 18_000 }))
    .map(([latitude, longitude]) => at(latitude / 100, longitude / 100));

function holds<T>(values: fc.Arbitrary<T>, predicate: (value: T) => void): void {
    fc.assert(fc.property(values, predicate), fixedSeed);
}
