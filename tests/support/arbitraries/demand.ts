import fc from "fast-check";

import type { ConfigInput } from "../../../components/plan/config/config";
import type { DemandInput } from "../../../components/plan/config/demand";
import { cityNamed, citiesOf, knownCities } from "../../../components/plan/places/catalogue";
import { countryCodes } from "../../../components/plan/places/countries";
import { covers } from "../../../components/plan/places/jurisdictions";
import { boundsOf } from "../../../components/plan/serving/scaling";
import type { CellInput } from "./cells";
import { factsOf, type Stack } from "./stack";

type PlaceInput = DemandInput["places"][number];

const cities = fc.constantFrom(...knownCities);
const countries = fc.constantFrom(...countryCodes.filter(code => citiesOf(code).length > 0));

/** Where requests come from, and no more of them than the most replicas carry wherever they all arrive at once. */
export function demandOn(
    stack: Stack,
    cells: readonly CellInput[],
    { serving, routing }: Pick<ConfigInput, "serving" | "routing">,
): fc.Arbitrary<DemandInput> {
    const payloads = fc.integer({ min: 1, max: routing?.limits?.bodyKiB ?? 8192 });
    return fc
        .record({
            places: fc.array(placeAmong(cells), { minLength: 1, maxLength: 5 }),
            parts: fc.option(fc.array(fc.nat(100), { minLength: 5, maxLength: 5 }), { nil: undefined, freq: 2 }),
            rates: fc.option(ratesOn(stack, serving), { nil: undefined, freq: 3 }),
            payloadKiB: fc.option(payloads, { nil: undefined, freq: 2 }),
        })
        .map(({ places, parts, rates, payloadKiB }) => ({
            places: parts === undefined ? places : shared(places, parts),
            ...rates,
            ...(payloadKiB === undefined ? {} : { payloadKiB }),
        }));
}

/** With the cell that its requests name, where that isn't plain. */
function placeAmong(cells: readonly CellInput[]): fc.Arbitrary<PlaceInput> {
    const where = fc.oneof(
        { weight: 2, arbitrary: cities.map(city => ({ city, country: cityNamed(city)!.country })) },
        { weight: 1, arbitrary: countries.map(country => ({ city: undefined, country })) },
    );
    return fc
        .record({ where, cell: fc.constantFrom(...cells.map(({ name }) => name)), says: fc.boolean() })
        .map(({ where: { city, country }, cell, says }) => {
            const admitting = cells.filter(({ jurisdictions }) => jurisdictions.some(name => covers(name, country)));
            const plain = cells.length === 1 || admitting.length === 1;
            return { ...(city === undefined ? { country } : { city }), ...(says || !plain ? { cell } : {}) };
        });
}

/** Parts of one, rounded as people write them. */
function shared(places: readonly PlaceInput[], parts: readonly number[]): PlaceInput[] {
    const own = parts.slice(0, places.length);
    const total = own.reduce((sum, part) => sum + part, 0);
    return places.map((place, i) => ({
        ...place,
        share: total === 0 ? 1 / places.length : Math.round((own[i]! / total) * 10_000) / 10_000,
    }));
}

/** Rounded shares sum to a little more than one, so a little is left. */
function ratesOn(
    stack: Stack,
    serving: ConfigInput["serving"],
): fc.Arbitrary<Pick<DemandInput, "peakRps" | "rpsPerReplica">> {
    const { hours: _hours, predictive = false, targetUtilization = 0.6, ...bounds } = serving?.scaling ?? {};
    const most = factsOf(stack).map(
        facts => boundsOf({ ...bounds, hours: [], targetUtilization, predictive }, facts).max,
    );
    const carried = Math.min(...most) * targetUtilization * 0.99;
    return fc
        .record({
            rpsPerReplica: fc.integer({ min: 1, max: 1000 }),
            thousandths: fc.option(fc.integer({ min: 50, max: 1000 }), { nil: undefined }),
        })
        .map(({ rpsPerReplica, thousandths }) => ({
            rpsPerReplica,
            ...(thousandths === undefined ? {} : { peakRps: (rpsPerReplica * carried * thousandths) / 1000 }),
        }));
}
