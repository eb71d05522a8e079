import { awsNames } from "../../plan/clouds/names/aws";
import type { NameParts } from "../../plan/clouds/physical-names";
import { physicalBy, physicalPrefixBy } from "../shared/physical";

/** The name that AWS knows something by (`physicalBy`). */
export function physical(kind: string, parts: NameParts, identity: string): string {
    return physicalBy(awsNames, kind, parts, identity);
}

/** What the name of something begins with that stays when its stack goes. The stack's state has the rest, so a later stack has another one. */
export function physicalPrefix(kind: string, parts: NameParts): string {
    return physicalPrefixBy(awsNames, kind, parts).prefix;
}
