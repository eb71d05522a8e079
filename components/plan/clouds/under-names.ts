import type { Fault } from "../faults";
import type { Cloud } from "../places/catalogue";
import { cloudTable } from "./table";

/** Clouds whose regions no adapter builds under the names of another one: certificates and host names would have to be made there. */
export function underNamesFaults(names: Cloud, fronts: readonly Cloud[], path: string): Fault[] {
    return fronts
        .filter(cloud => cloud !== names)
        .flatMap((cloud): Fault[] => {
            const under = cloudTable[cloud].underOtherNames;
            if (under.state === "built") return [];
            const [code, why]: [Fault["code"], string] =
                under.state === "possible"
                    ? ["capability/not-built", `whose adapter doesn't build it: the cloud could, by ${under.by}`]
                    : ["capability/names-front", `which can't: ${under.why}`];
            return [
                {
                    code,
                    path,
                    value: names,
                    allowed: `${cloud}, for regions on ${cloud}`,
                    remedy: `use names of ${cloud}, or leave ${cloud}, ${why}`,
                },
            ];
        });
}
