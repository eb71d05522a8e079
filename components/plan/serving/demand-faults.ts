import type { DemandConfig, DemandPlace } from "../config/demand";
import type { ModelConfig } from "../config/models";
import { correction, nearestSpelling } from "../config/spelling";
import type { Fault } from "../faults";
import { citiesOf, knownCities } from "../places/catalogue";
import { nearestJurisdiction } from "../places/jurisdictions";
import type { Boundary } from "../residency";
import { cellOf, citiesIn } from "./loads";

/** What is wrong with where requests come from, and with what is said of them. */
export function demandFaults(demand: DemandConfig, cells: readonly Boundary[], bodyKiB: number): Fault[] {
    const { places, peakRps, rpsPerReplica, payloadKiB } = demand;
    const unmeasured: Fault[] =
        peakRps === undefined || rpsPerReplica !== undefined
            ? []
            : [replicaUnknown("demand.peakRps", peakRps, "demand.rpsPerReplica")];
    const refused: Fault[] =
        payloadKiB === undefined || payloadKiB <= bodyKiB
            ? []
            : [
                  {
                      code: "demand/payload-over-limit",
                      path: "demand.payloadKiB",
                      value: payloadKiB,
                      allowed: `${bodyKiB} or less, which gates let in`,
                      remedy: "raise routing.limits.bodyKiB, or correct the size of a usual request",
                  },
              ];
    return [
        ...places.flatMap((place, i) => placeFaults(place, cells, `demand.places[${i}]`)),
        ...shareFaults(places),
        ...unmeasured,
        ...refused,
    ];
}

/** What models say of their own requests changes what is said of all: without that, or what a replica serves, it counts for nothing. */
export function modelDemandFaults(
    models: readonly ModelConfig[],
    demand: DemandConfig | undefined,
    at = "models",
): Fault[] {
    return models.flatMap(({ demand: own }, i): Fault[] => {
        const path = `${at}[${i}].demand`;
        if (own !== undefined && demand === undefined) {
            const remedy = "say under demand.places where requests come from, or remove it";
            return [{ code: "demand/places-unknown", path, allowed: "with demand", remedy }];
        }
        return own?.peakRps === undefined || (own.rpsPerReplica ?? demand?.rpsPerReplica) !== undefined
            ? []
            : [replicaUnknown(`${path}.peakRps`, own.peakRps, `demand.rpsPerReplica, or the model's own`)];
    });
}

function replicaUnknown(path: string, value: number, where: string): Fault {
    return {
        code: "demand/replica-unknown",
        path,
        value,
        allowed: "with rpsPerReplica",
        remedy: `measure what one replica serves within its objectives, and say it as ${where}`,
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
    return [{ code: "demand/place", path: at, value, allowed: "one of city, country", remedy: "say where, once" }];
}

function unknownCity(city: string, at: string): Fault {
    const nearest = nearestSpelling(city, knownCities);
    return {
        code: "catalogue/unknown-city",
        path: `${at}.city`,
        value: city,
        allowed: "a city of the catalogue, or country instead",
        remedy: nearest === undefined ? "name a large city near by, or the country" : correction(nearest),
    };
}

/** A code that is none, or that of a country without a city of any size. */
function unknownCountry(country: string, at: string): Fault {
    const nearest = nearestJurisdiction(country);
    return {
        code: "catalogue/unknown-country",
        path: `${at}.country`,
        value: country,
        allowed: "the ISO 3166 code of a country with a city of the catalogue",
        remedy:
            nearest === undefined || citiesOf(nearest).length === 0
                ? "name a large city near by, as city"
                : correction(nearest),
    };
}

function cellFaults(place: DemandPlace, value: string, cells: readonly Boundary[], at: string): Fault[] {
    if (cellOf(place, cells) !== undefined) {
        return [];
    }
    const allowed = cells.map(({ name }) => name).join(", ");
    return place.cell === undefined
        ? [
              {
                  code: "demand/cell-unclear",
                  path: at,
                  value,
                  allowed,
                  remedy: "name the cell that requests from there state: none, or several, admit the country",
              },
          ]
        : [{ code: "demand/unknown-cell", path: `${at}.cell`, value: place.cell, allowed, remedy: "name a cell" }];
}

/** Off by less than a thousandth: people write 0.333. */
const tolerance = 0.001;

function shareFaults(places: readonly DemandPlace[]): Fault[] {
    const shares = places.flatMap(({ share }) => share ?? []);
    const total = shares.reduce((sum, share) => sum + share, 0);
    return shares.length === 0 || (shares.length === places.length && Math.abs(total - 1) <= tolerance)
        ? []
        : [
              {
                  code: "demand/shares-sum",
                  path: "demand.places",
                  value: Math.round(total * 1e6) / 1e6,
                  allowed: "a share for every place, 1 in all; or for none",
                  remedy: "change the shares so that they sum to 1",
              },
          ];
}
