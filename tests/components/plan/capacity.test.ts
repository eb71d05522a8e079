import assert from "node:assert/strict";
import fc from "fast-check";

import { knownCities, type Place, type RegionRef } from "../../../components/plan/places/catalogue";
import { distanceKm } from "../../../components/plan/places/distance";
import { planConfig } from "../../../components/plan/plan";
import { always, planOf, remembered } from "../../support/always";
import { type ConfigInput, configs } from "../../support/arbitraries";
import { screening } from "./screening";

describe("for any valid config that says how many requests come", () => {
    it("every request comes from a city to a region in traffic of the cell that it names", () => {
        forAny(written => {
            const { places } = written.demand!;
            const { cells, loads } = planOf(written);
            assertNear(sum(loads.map(({ share }) => share)), sum(places.map(({ share = 1 / places.length }) => share)));
            for (const { cell, servings } of cells) {
                const coming = loads.filter(load => load.cell === cell.name).map(({ share }) => share);
                assertNear(sum(servings.map(({ load }) => load?.usual ?? 0)), sum(coming));
                assert.ok(servings.every(({ drained, load }) => drained === (load === undefined)));
            }
        });
    });

    it("replicas carry them at the utilization that is aimed at, with every region well", () => {
        forAny(written => {
            const { targetUtilization = 0.6 } = written.serving?.scaling ?? {};
            for (const { arriving, releases } of regionsOf(written)) {
                for (const { carried, rps } of releases) assertCarries(carried * targetUtilization, arriving * rps);
            }
        });
    });

    it("replicas carry them with any one region of the cell lost, whether routers turn away from it or its gate passes on", () => {
        forAny(written => {
            for (const { most, releases } of regionsOf(written)) {
                for (const { carried, rps } of releases) assertCarries(carried, most * rps);
            }
        });
    });

    it("replicas are no more than are said or usual, nor than it takes, and at most as many as are allowed", () => {
        forAny(written => {
            const { targetUtilization = 0.6, min = 2 } = written.serving?.scaling ?? {};
            for (const { arriving, most, releases } of regionsOf(written)) {
                for (const { replicas, rps, rpsPerReplica } of releases) {
                    const fewer = (replicas.min - 1) * rpsPerReplica;
                    const needed = fewer * targetUtilization < arriving * rps || fewer < most * rps;
                    assert.ok(replicas.min <= min || needed, `${replicas.min} replicas, where fewer would do`);
                    assert.ok(replicas.min <= replicas.max);
                }
            }
        });
    });
});

describe("requests from a country whose only city has no inhabitants", () => {
    it("come from there", () => {
        const demand = { places: [{ country: "PW", cell: "us" }] };
        assert.deepEqual(
            planConfig({ ...screening(), demand }).plan.loads.map(({ city, share }) => [city, share]),
            [["Ngerulmud", 1]],
        );
    });
});

/** Of a few requests from a few places, mostly the usual replicas carry all. */
const withRates = fc.oneof(
    configs.filter(({ demand }) => demand?.peakRps !== undefined),
    configs.filter(canGrow).chain(crowded),
);

function canGrow({ cells, serving }: ConfigInput): boolean {
    const alone = cells.some(({ regions }) => regions.some(ref => ref.startsWith("local:")));
    return !alone && serving?.hosting !== "edge";
}

/** So many, from so many places, that every replica counts, and so much of it used that every loss does. */
function crowded({ serving, ...config }: ConfigInput): fc.Arbitrary<ConfigInput> {
    const cities = fc.record({
        city: fc.constantFrom(...knownCities),
        cell: fc.constantFrom(...config.cells.map(({ name }) => name)),
    });
    const { survives } = serving?.scaling ?? {};
    const scaling = { max: 1000, targetUtilization: 0.95, ...(survives && { survives }) };
    return fc.array(cities, { minLength: 5, maxLength: 30 }).map(places => ({
        ...config,
        models: config.models.map(({ demand: _, ...model }) => model),
        serving: { ...serving, scaling },
        demand: { places, peakRps: 900, rpsPerReplica: 1 },
    }));
}

const forAny = (holds: (written: ConfigInput) => void) => {
    always(withRates, holds);
};

/** What comes to each region in traffic, counted again: all that is taken from the plan is who runs where. */
const regionsOf = remembered((written: ConfigInput) => {
    const { demand, models, routing, serving } = written;
    const { cells, loads } = planOf(written);
    return cells.flatMap(({ cell, servings }) => {
        const inTraffic = cell.regions.filter(region => !routing?.drain?.includes(region));
        const { failover = [] } = written.cells.find(({ name }) => name === cell.name)!;
        const nearest = (place: Place, regions: readonly RegionRef[]) =>
            [...regions].sort().reduce((best, region) => (km(place, region) < km(place, best) ? region : best));
        const km = (place: Place, region: RegionRef) => distanceKm(place, cell.places[region]!);
        const own = loads.filter(load => load.cell === cell.name);
        const arrivingAt = (region: RegionRef, lost?: RegionRef) => {
            const well = inTraffic.filter(other => other !== lost);
            return sum(own.filter(({ place }) => nearest(place, well) === region).map(({ share }) => share));
        };
        const takesOver = (lost: RegionRef) => {
            const others = inTraffic.filter(other => other !== lost);
            const first = failover.find(ref => others.includes(ref as RegionRef));
            return first ?? nearest(cell.places[lost]!, others);
        };
        return servings
            .filter(({ region }) => inTraffic.includes(region))
            .map(planned => {
                const { region } = planned;
                const arriving = arrivingAt(region);
                const losses = serving?.scaling?.survives === "nothing" ? [] : inTraffic.filter(one => one !== region);
                const withLoss = losses.flatMap(lost => [
                    arrivingAt(region, lost),
                    arriving + (takesOver(lost) === region ? arrivingAt(lost) : 0),
                ]);
                return {
                    arriving,
                    most: Math.max(0, ...withLoss),
                    releases: planned.models.flatMap(({ name, releases }) => {
                        const own = models.find(model => model.name === name)!.demand;
                        const rpsPerReplica = own?.rpsPerReplica ?? demand!.rpsPerReplica!;
                        const peakRps = own?.peakRps ?? demand!.peakRps!;
                        return releases.map(({ replicas, weight }) => ({
                            replicas,
                            rpsPerReplica,
                            carried: replicas.min * rpsPerReplica,
                            rps: (peakRps * weight) / 10_000,
                        }));
                    }),
                };
            });
    });
});

/** Fractions are summed in another order than the plan's. */
const roundingError = 1e-6;

function assertCarries(carried: number, asked: number): void {
    assert.ok(carried >= asked * (1 - roundingError), `${carried} requests a second carried of ${asked}`);
}

function assertNear(found: number, expected: number): void {
    assert.ok(Math.abs(found - expected) <= roundingError, `${found}, not ${expected}`);
}

function sum(values: readonly number[]): number {
    return values.reduce((total, value) => total + value, 0);
}
