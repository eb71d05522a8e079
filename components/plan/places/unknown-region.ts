import { type Cloud, clouds, knownRegions, type RegionRef, splitRef } from "./catalogue";
import { correction, nearestSpelling } from "../config/spelling";
import type { Fault } from "../faults";

/** A region that is nowhere, with what may have been meant. */
export function unknownRegion(ref: RegionRef, path: string): Fault {
    const { cloud, name } = splitRef(ref);
    if (!clouds.includes(cloud)) {
        const nearest = nearestSpelling(cloud, clouds);
        return {
            code: "catalogue/unknown-cloud",
            path,
            value: ref,
            allowed: clouds.join(", "),
            remedy: nearest === undefined ? "name a cloud" : correction(`${nearest}:${name}`),
        };
    }
    if (cloud === "kubernetes") {
        const remedy = `say where it is, as places[${JSON.stringify(ref)}]`;
        return { code: "catalogue/place-missing", path, value: ref, allowed: "a region under places", remedy };
    }
    const known = regionsOn(cloud);
    const nearest = nearestSpelling(ref, known);
    return {
        code: "catalogue/unknown-region",
        path,
        value: ref,
        allowed: known.join(", "),
        remedy: nearest === undefined ? "use a region of the catalogue" : correction(nearest),
    };
}

function regionsOn(cloud: Cloud): RegionRef[] {
    return knownRegions.filter(ref => splitRef(ref).cloud === cloud);
}
