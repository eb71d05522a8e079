import type { MakesRecords, Names } from "../global-router/contract";
import { underNamesFaults } from "../plan/clouds/under-names";
import { ConfigFaults, type Fault, refuse } from "../plan/faults";
import { type RegionRef, splitRef } from "../plan/places/catalogue";

/** Names that make records. */
export type RecordedNames = Names & MakesRecords;

/** Whether names make records: those of clouds with DNS zones do. */
export function makesRecords(names: Names): names is RecordedNames {
    return names.lead !== undefined && names.validate !== undefined;
}

/** The names under which a landing zone is made, whichever cloud they are of. Throws `ConfigFaults` where its adapter can't build on them. */
export function recordedBy(names: Names, region: RegionRef): RecordedNames {
    const { cloud } = splitRef(region);
    refuse(underNamesFaults(names.cloud, [cloud], "names"));
    if (makesRecords(names)) return names;
    throw new ConfigFaults([withoutRecords(names.cloud, cloud)]);
}

function withoutRecords(value: string, cloud: string): Fault {
    return {
        code: "capability/names-front",
        path: "names",
        value,
        problem: `the DNS zone handle of ${value} can't create DNS records, which regions on ${cloud} need`,
        remedy: `use the DNS zone handle of ${cloud}`,
    };
}
