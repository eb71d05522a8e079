import { type Cloud, clouds, knownRegions, type RegionRef, splitRef } from "./catalogue";
import { correction, nearestSpelling } from "../config/spelling";
import { type Fault, quoted } from "../faults";

/** A region without a location, with the one that may have been meant. */
export function unknownRegion(ref: RegionRef, path: string): Fault {
    const { cloud, name } = splitRef(ref);
    if (!clouds.includes(cloud)) {
        const nearest = nearestSpelling(cloud, clouds);
        return {
            code: "catalogue/unknown-cloud",
            path,
            value: ref,
            problem: `there is no cloud ${quoted(cloud)}, in region ${quoted(ref)}`,
            allowed: clouds,
            remedy: nearest === undefined ? "use a region of one of these clouds" : correction(`${nearest}:${name}`),
        };
    }
    if (cloud === "kubernetes") {
        return {
            code: "catalogue/place-missing",
            path,
            value: ref,
            problem: `region ${quoted(ref)} has no location, expected an entry under places`,
            remedy: `add it under places, as in ${JSON.stringify(ref)}: { city: Lisbon, country: PT, latitude: 38.72, longitude: -9.14 }`,
        };
    }
    const known = regionsOn(cloud);
    const nearest = nearestSpelling(ref, known);
    return {
        code: "catalogue/unknown-region",
        path,
        value: ref,
        problem: `there is no region ${quoted(ref)}`,
        allowed: known,
        remedy: nearest === undefined ? "use a region of the catalogue" : correction(nearest),
    };
}

function regionsOn(cloud: Cloud): RegionRef[] {
    return knownRegions.filter(ref => splitRef(ref).cloud === cloud);
}
