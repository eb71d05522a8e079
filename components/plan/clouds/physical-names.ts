import type { Cloud } from "../places/catalogue";
import type { Feature, Hosting, NamePart, NameRule } from "./cloud";
import { cloudTable } from "./table";
import { comparerHost } from "../names";

/**
 * What names are made of. `region` is a short code; hosts are as planned; `model` and `release` are labels, and are left out
 * where names of a region alone are asked for.
 */
export type NameParts = Readonly<Record<"service" | "cell" | "region", string>> &
    Partial<Readonly<Record<NamePart, string>>>;

/** A name that a cloud would refuse, with the rule that it breaks. */
export interface BrokenName extends NameRule {
    readonly name: string;
    /** With the characters kept for a suffix. */
    readonly length: number;
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
    // No part has a brace: what is left of the form is a part that isn't given.
    const name = rule.form.replace(placeholder, (form, part: NamePart) => parts[part] ?? form);
    return name.includes("{") ? undefined : rule.withoutHyphens ? name.replaceAll("-", "") : name;
}

/** The names among those that can be made of these parts, for what a config uses, that a cloud would refuse. */
export function brokenNames(cloud: Cloud, parts: NameParts, uses: readonly (Hosting | Feature)[]): BrokenName[] {
    return brokenBy(rulesFor(cloud, uses), parts);
}

/** The rules of the names that there are on a cloud, for what a config uses. */
export function rulesFor(cloud: Cloud, uses: readonly (Hosting | Feature)[]): NameRule[] {
    return nameRules(cloud).filter(rule => isMade(rule, uses));
}

/** The same as `brokenNames`, by some rules. */
export function brokenBy(rules: readonly NameRule[], parts: NameParts): BrokenName[] {
    return rules.flatMap(rule => {
        const name = physicalName(rule, parts);
        if (name === undefined) {
            return [];
        }
        const { max, min = 1, pattern, reserve = 0 } = rule;
        const length = name.length + reserve;
        return length >= min && length <= max && pattern.test(name) ? [] : [{ ...rule, name, length }];
    });
}

function isMade({ only, unless }: NameRule, uses: readonly (Hosting | Feature)[]): boolean {
    return (only?.some(use => uses.includes(use)) ?? true) && !(unless !== undefined && uses.includes(unless));
}

const placeholder = /\{(\w+)\}/g;

/** Whether a name contains a model, so that a region has one for each release. */
export function isOfModel(rule: NameRule): boolean {
    return rule.form.includes("{model}");
}

/** A version as a label: `1.0.0-RC.1` → `1-0-0-rc-1`. */
export function releaseLabel(version: string): string {
    return version.toLowerCase().replaceAll(".", "-");
}

/** `screening-1-0-0`: a release, in names of resources and among services. */
export function releaseKey(model: string, version: string): string {
    return `${model}-${releaseLabel(version)}`;
}

/** What KServe calls the Deployment, the Service and the autoscaler of an InferenceService (pkg/constants/constants.go, PredictorServiceName). */
export function predictorName(key: string): string {
    return `${key}-predictor`;
}
