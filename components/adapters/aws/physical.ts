import { awsNames } from "../../plan/clouds/names/aws";
import type { NameParts } from "../../plan/clouds/physical-names";
import { physicalBy, physicalWith } from "../shared/physical";

/** The name that AWS knows something by (`physicalBy`). */
export function physical(kind: string, parts: NameParts, identity: string): string {
    return physicalBy(awsNames, kind, parts, identity);
}

/** The same of what stays when its stack goes, by a suffix that the stack's state has: a later stack of the same config has another one. */
export function physicalOnce(kind: string, parts: NameParts, suffix: string): string {
    return physicalWith(awsNames, kind, parts, suffix);
}
