import { knownLater } from "../config/known-later";
import { andList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
import { cloudsOf, type RegionRef, splitRef } from "../places/catalogue";
import { type Brought, broughtFeature } from "./cloud";
import { cloudTable } from "./table";

/** Existing resources as written. In a program, their ids may be known only after an update: those are left to the cloud. */
export type Existing = Readonly<Partial<Record<Brought, unknown>>>;

/**
 * What a program brings to a landing zone whose adapter does not use it. In a config, it is reported with everything that is not built.
 */
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
                      problem: `existing.${thing} of region ${quoted(region)} is not supported by the adapter for ${cloud} yet`,
                      remedy: "remove it",
                  },
              ];
    });
}

/** What exists already is used, or refused: never left aside. What is known of it must be of the region. */
export function existingFaults(existing: Existing, region: RegionRef, at: string): Fault[] {
    const [cloud] = cloudsOf([region]);
    const { name } = splitRef(region);
    const { together = [], forms = {}, least = {} } = { ...(cloud && cloudTable[cloud].existing) };
    const missing = together.filter(thing => existing[thing] === undefined);
    const incomplete: Fault[] =
        missing.length === 0 || missing.length === together.length
            ? []
            : [
                  {
                      code: "existing/together",
                      path: `${at}.${together[0]!}`,
                      problem: `existing resources of region ${quoted(region)} do not include ${andList(missing)}, expected ${andList(together)} together or none of them`,
                      remedy: `add ${andList(missing)}, or remove ${andList(together.filter(thing => !missing.includes(thing)))}`,
                  },
              ];
    const malformed = (Object.keys(forms) as Brought[]).flatMap((thing): Fault[] => {
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
                      problem: `invalid ${thing} ${quoted(value)} for region ${quoted(region)}, expected ${form.replace("{region}", name)}`,
                      remedy: `name a valid ${thing} of ${region}, or remove it`,
                  },
              ];
    });
    const few = (Object.keys(least) as Brought[]).flatMap((thing): Fault[] => {
        const value = existing[thing];
        const expected = least[thing as keyof typeof least]!;
        return !Array.isArray(value) || value.length >= expected
            ? []
            : [
                  {
                      code: "existing/form",
                      path: `${at}.${thing}`,
                      problem: `${thing} of region ${quoted(region)} lists ${value.length}, expected at least ${expected} subnets, each in another zone`,
                      remedy: `add a subnet in another zone to ${thing}`,
                  },
              ];
    });
    return [...incomplete, ...malformed, ...few];
}
