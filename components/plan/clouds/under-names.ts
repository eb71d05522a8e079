import { type Fault, quoted } from "../faults";
import type { Cloud } from "../places/catalogue";
import { cloudTable } from "./table";

/** Clouds whose regions no adapter builds under the names of another one: certificates and host names would have to be made there. */
export function underNamesFaults(names: Cloud, fronts: readonly Cloud[], path: string): Fault[] {
    return fronts
        .filter(cloud => cloud !== names)
        .flatMap((cloud): Fault[] => {
            const under = cloudTable[cloud].underOtherNames;
            if (under.state === "built") return [];
            const problem = `${path} is ${quoted(names)}, but`;
            const remedy = `use names of ${cloud}, or remove the regions on ${cloud}`;
            return [
                under.state === "possible"
                    ? {
                          code: "capability/not-built",
                          path,
                          value: names,
                          problem: `${problem} the adapter for ${cloud} does not support names of another cloud yet`,
                          remedy,
                      }
                    : {
                          code: "capability/names-front",
                          path,
                          value: names,
                          problem: `${problem} regions on ${cloud} do not support names of another cloud (${under.why})`,
                          remedy,
                      },
            ];
        });
}
