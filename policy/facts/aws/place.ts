import { expandPlace } from "../../../components/plan/places/multi-regions";
import type { Placed } from "../fact";
import { placeNamed } from "./names";
import type { Resource } from "../../resource";

/** Its own region, or else its provider's, or else the one in its ARN. Regions from an environment or a profile are unknown here. */
export function placeOf({ properties, provider }: Resource, foreign: readonly string[] = []): Placed {
    for (const [read, whose] of [
        [properties.text("region"), "its region"],
        [provider?.text("region"), "its provider's region"],
    ] as const) {
        if (read?.is === "known") {
            return expandPlace(`aws:${read.value}`) === undefined
                ? { is: "undetermined", reason: `${whose} is not in the catalogue` }
                : { is: "at", places: [`aws:${read.value}`] };
        }
        if (read?.is === "unknown") return { is: "undetermined", reason: `${whose} is known only after the update` };
    }
    const arn = properties.text("arn");
    const place = arn.is === "known" && !foreign.includes("arn") ? placeNamed(arn.value) : undefined;
    if (place !== undefined && expandPlace(place) !== undefined) return { is: "at", places: [place] };
    return { is: "undetermined", reason: "neither it nor its provider sets a region" };
}

export const nowhere = (): Placed => ({ is: "nowhere" });
/** At any point of presence. */
export const everywhere = (): Placed => ({ is: "at", places: ["aws:global"] });
