import { createHash } from "node:crypto";

import type { NameRule } from "../../plan/clouds/cloud";
import { type NameParts, physicalName } from "../../plan/clouds/physical-names";

/**
 * The name that a cloud knows something by, as it was checked before there was a resource, where the provider can't make one short
 * enough: by the cloud's rule for that kind. `identity` is what can't be changed of it: another one has another name, so that it can be
 * made before the old one goes.
 */
export function physicalBy(rules: readonly NameRule[], kind: string, parts: NameParts, identity: string): string {
    const { prefix, room } = physicalPrefixBy(rules, kind, parts);
    return `${prefix}${createHash("sha256").update(identity).digest("hex").slice(0, room)}`;
}

/** What such a name begins with, and how many characters may follow. */
export function physicalPrefixBy(
    rules: readonly NameRule[],
    kind: string,
    parts: NameParts,
): { readonly prefix: string; readonly room: number } {
    const rule = rules.find(rule => rule.kind === kind);
    const name = rule && physicalName(rule, parts);
    if (rule?.reserve === undefined || name === undefined) {
        throw new Error(`no name of a ${kind} can be made of ${JSON.stringify(parts)}`);
    }
    return { prefix: `${name}-`, room: rule.reserve - 1 };
}
