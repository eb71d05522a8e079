import type { Cloud } from "./catalogue";
import type { Feature, Hosting, NamePart, NameRule } from "./clouds/cloud";
import { cloudTable } from "./clouds/table";
import { comparerHost } from "./names";

/**
 * What names are made of. `region` is a short code; hosts are as planned; `model` and `release` are labels, and are left out
 * where names of a region alone are asked for.
 */
export type NameParts = Readonly<Record<"service" | "cell" | "region", string>> &
    Partial<Readonly<Record<NamePart, string>>>;

/** A name that a cloud would refuse. */
export interface BrokenName {
    readonly kind: string;
    readonly name: string;
    /** With the characters kept for a suffix. */
    readonly length: number;
    readonly max: number;
    readonly pattern: RegExp;
}

const dnsName = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** Host names, which are the same on every cloud: the longest of a cell and of a region (RFC 1035 §2.3.4). */
export const hostRules: readonly NameRule[] = ["{cellHost}", comparerHost("{regionHost}")].map(form => ({
    kind: "host name",
    form,
    max: 253,
    pattern: dnsName,
    source: "RFC 1035 §2.3.4: 255 octets, of which two are no characters",
}));

/** Every rule that names on a cloud are under. */
export function nameRules(cloud: Cloud): readonly NameRule[] {
    return [...hostRules, ...cloudTable[cloud].names];
}

/** The name that a rule makes, without its suffix, or `undefined` where one of its parts isn't given. */
export function physicalName(rule: NameRule, parts: NameParts): string | undefined {
    const given = partsOf(rule).map(part => parts[part]);
    if (given.includes(undefined)) {
        return undefined;
    }
    const name = rule.form.replace(placeholder, (_, part: NamePart) => parts[part]!);
    return rule.withoutHyphens ? name.replaceAll("-", "") : name;
}

/** The names among those that can be made of these parts, for what a config uses, that a cloud would refuse. */
export function brokenNames(cloud: Cloud, parts: NameParts, uses: readonly (Hosting | Feature)[]): BrokenName[] {
    return nameRules(cloud)
        .filter(rule => isMade(rule, uses))
        .flatMap(rule => {
            const { kind, max, min = 1, pattern, reserve = 0 } = rule;
            const name = physicalName(rule, parts);
            if (name === undefined) {
                return [];
            }
            const length = name.length + reserve;
            return length >= min && length <= max && pattern.test(name) ? [] : [{ kind, name, length, max, pattern }];
        });
}

function isMade({ only, unless }: NameRule, uses: readonly (Hosting | Feature)[]): boolean {
    return (only?.some(use => uses.includes(use)) ?? true) && !(unless !== undefined && uses.includes(unless));
}

const placeholder = /\{(\w+)\}/g;

function partsOf({ form }: NameRule): NamePart[] {
    return [...form.matchAll(placeholder)].map(([, part]) => part as NamePart);
}
