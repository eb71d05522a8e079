import { knownLater } from "../config/known-later";
import type { Fault } from "../faults";
import { cloudsOf, type RegionRef, splitRef } from "../places/catalogue";
import { type Brought, broughtFeature } from "./cloud";
import { cloudTable } from "./table";

/** What exists already, as it is said; in a program, its ids may be known after an update only: those the cloud judges. */
export type Existing = Readonly<Partial<Record<Brought, unknown>>>;

/** What a program brings to a landing zone whose adapter does not use it. Of a config, that is told with all that is not built. */
export function unbuiltFaults(existing: Existing, region: RegionRef, at: string): Fault[] {
    const [cloud] = cloudsOf([region]);
    return (Object.keys(existing) as Brought[]).flatMap((thing): Fault[] => {
        const capability = cloud && cloudTable[cloud].features[broughtFeature[thing]];
        return existing[thing] === undefined || capability === undefined || capability.state === "built"
            ? []
            : [
                  {
                      code: "capability/not-built",
                      path: `${at}.${thing}`,
                      allowed: `things that the adapter for ${cloud} uses`,
                      remedy: "leave it out: one is made",
                  },
              ];
    });
}

/** What exists already is used, or refused: never left aside. What is known of it must be of the region. */
export function existingFaults(existing: Existing, region: RegionRef, at: string): Fault[] {
    const [cloud] = cloudsOf([region]);
    const { name } = splitRef(region);
    const { together = [], forms = {} } = { ...(cloud && cloudTable[cloud].existing) };
    const missing = together.filter(thing => existing[thing] === undefined);
    const torn: Fault[] =
        missing.length === 0 || missing.length === together.length
            ? []
            : [
                  {
                      code: "existing/together",
                      path: `${at}.${together[0]!}`,
                      allowed: `${together.join(", ")} together: in ${region}`,
                      remedy: `name ${missing.join(" and ")}, too, or none of them`,
                  },
              ];
    const foreign = (Object.keys(forms) as Brought[]).flatMap((thing): Fault[] => {
        const value = existing[thing];
        const { form, pattern } = forms[thing]!;
        return typeof value !== "string" ||
            value === knownLater ||
            new RegExp(pattern.replace("{region}", name)).test(value)
            ? []
            : [
                  {
                      code: "existing/form",
                      path: `${at}.${thing}`,
                      value,
                      allowed: form.replace("{region}", name),
                      remedy: `name one of ${region}, or leave it out, and one is made`,
                  },
              ];
    });
    return [...torn, ...foreign];
}
