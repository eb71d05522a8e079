import type { DemandConfig, DemandPlace } from "../config/demand";
import type { ModelConfig } from "../config/models";
import { correction, nearestSpelling } from "../config/spelling";
import { type Fault, quoted } from "../faults";
import { citiesOf, knownCities } from "../places/catalogue";
import { countryName } from "../places/countries";
import { nearestJurisdiction } from "../places/jurisdictions";
import type { Boundary } from "../residency";
import { cellOf, cellsCovering, citiesIn } from "./loads";

/** Faults of the origins of requests and of their rates. */
export function demandFaults(demand: DemandConfig, cells: readonly Boundary[], bodyKiB: number): Fault[] {
    const { places, peakRps, rpsPerReplica, payloadKiB } = demand;
    const unmeasured: Fault[] =
        peakRps === undefined || rpsPerReplica !== undefined ? [] : [replicaUnknown("demand", peakRps)];
    const refused: Fault[] =
        payloadKiB === undefined || payloadKiB <= bodyKiB
            ? []
            : [
                  {
                      code: "demand/payload-over-limit",
                      path: "demand.payloadKiB",
                      value: payloadKiB,
                      problem: `payloadKiB is ${payloadKiB} KiB, expected at most ${bodyKiB} KiB, the body limit of gates`,
                      remedy: "raise routing.limits.bodyKiB, or correct payloadKiB",
                  },
              ];
    return [
        ...places.flatMap((place, i) => placeFaults(place, cells, `demand.places[${i}]`)),
        ...shareFaults(places),
        ...unmeasured,
        ...refused,
    ];
}

/** Demand of a model overrides `demand` of the stack: without that, or without what a replica serves, it has no effect. */
export function modelDemandFaults(
    models: readonly ModelConfig[],
    demand: DemandConfig | undefined,
    at = "models",
): Fault[] {
    return models.flatMap(({ name, demand: own }, i): Fault[] => {
        const path = `${at}[${i}].demand`;
        if (own !== undefined && demand === undefined) {
            const problem = `model ${quoted(name)} has demand of its own, but demand.places is missing`;
            const remedy = "add demand.places, or remove demand from the model";
            return [{ code: "demand/places-unknown", path, problem, remedy }];
        }
        return own?.peakRps === undefined || (own.rpsPerReplica ?? demand?.rpsPerReplica) !== undefined
            ? []
            : [replicaUnknown(path, own.peakRps, name)];
    });
}

function replicaUnknown(at: string, peakRps: number, model?: string): Fault {
    const of = model === undefined ? "" : ` of model ${quoted(model)}`;
    const where = model === undefined ? "" : ", for the model or for all";
    return {
        code: "demand/replica-unknown",
        path: `${at}.peakRps`,
        value: peakRps,
        problem: `peakRps${of} is ${peakRps} requests/s, but rpsPerReplica is missing`,
        remedy: `measure the requests per second that one replica serves within its objectives, and set rpsPerReplica${where}`,
    };
}

function placeFaults(place: DemandPlace, cells: readonly Boundary[], at: string): Fault[] {
    const { city, country } = place;
    if (city !== undefined && country === undefined) {
        return citiesIn(place).length === 0 ? [unknownCity(city, at)] : cellFaults(place, city, cells, at);
    }
    if (country !== undefined && city === undefined) {
        return citiesIn(place).length === 0 ? [unknownCountry(country, at)] : cellFaults(place, country, cells, at);
    }
    const value = city === undefined ? "neither" : "both";
    const keys =
        city === undefined ? "neither city nor country" : `both city ${quoted(city)} and country ${quoted(country!)}`;
    const problem = `a place of demand contains ${keys}, expected one of them`;
    const remedy =
        city === undefined
            ? "add city, or country for all its cities"
            : "remove country to count the city only, or city to count the whole country";
    return [{ code: "demand/place", path: at, value, problem, remedy }];
}

function unknownCity(city: string, at: string): Fault {
    const nearest = nearestSpelling(city, knownCities);
    return {
        code: "catalogue/unknown-city",
        path: `${at}.city`,
        value: city,
        problem: `there is no city ${quoted(city)} in the catalogue`,
        remedy: nearest === undefined ? "name a large city nearby, or replace city with country" : correction(nearest),
    };
}

/** A code that does not exist, or that of a country without a city of any size. */
function unknownCountry(country: string, at: string): Fault {
    const nearest = nearestJurisdiction(country);
    const exists = countryName(country) !== undefined;
    return {
        code: "catalogue/unknown-country",
        path: `${at}.country`,
        value: country,
        problem: exists
            ? `country ${quoted(country)} has no city in the catalogue`
            : `there is no country ${quoted(country)}, expected an ISO 3166 code`,
        remedy:
            nearest === undefined || citiesOf(nearest).length === 0
                ? "replace country with a large city nearby"
                : correction(nearest),
    };
}

function cellFaults(place: DemandPlace, value: string, cells: readonly Boundary[], at: string): Fault[] {
    if (cellOf(place, cells) !== undefined) {
        return [];
    }
    const allowed = cells.map(({ name }) => name);
    if (place.cell !== undefined) {
        return [
            {
                code: "demand/unknown-cell",
                path: `${at}.cell`,
                value: place.cell,
                problem: `there is no cell ${quoted(place.cell)}`,
                allowed,
                remedy: "name a cell of the stack",
            },
        ];
    }
    const problem =
        cellsCovering(place, cells).length === 0
            ? `no cell covers ${quoted(value)} by its jurisdictions, expected the cell of these requests`
            : `several cells cover ${quoted(value)} by their jurisdictions, expected the cell of these requests`;
    return [{ code: "demand/cell-unclear", path: at, value, problem, allowed, remedy: "set cell to one of the cells" }];
}

/** Tolerates a thousandth: 0.333 counts as a third. */
const tolerance = 0.001;

function shareFaults(places: readonly DemandPlace[]): Fault[] {
    const shares = places.flatMap(({ share }) => share ?? []);
    const total = shares.reduce((sum, share) => sum + share, 0);
    const value = Math.round(total * 1e6) / 1e6;
    const isWhole = shares.length === places.length;
    return shares.length === 0 || (isWhole && Math.abs(total - 1) <= tolerance)
        ? []
        : [
              {
                  code: "demand/shares-sum",
                  path: "demand.places",
                  value,
                  problem: isWhole
                      ? `shares of demand.places add up to ${value}, expected 1`
                      : `${shares.length} of ${places.length} places have a share (${value} in all), expected a share for every place or for none`,
                  remedy: isWhole
                      ? "change the shares so that they add up to 1"
                      : "give every place a share so that they add up to 1, or remove all shares",
              },
          ];
}
