import { awsNames } from "../../plan/clouds/names/aws";
import type { NameParts } from "../../plan/clouds/physical-names";
import { physicalBy } from "../shared/physical";

/** The name that AWS knows something by (`physicalBy`). */
export function physical(kind: string, parts: NameParts, identity: string): string {
    return physicalBy(awsNames, kind, parts, identity);
}
