import { z } from "zod";

import { type Exception, matcher } from "./exceptions";
import { rules } from "./rules";
import { type Setting, settingOf } from "./setting";

/** What a finding does to an update: `mandatory` stops it, `advisory` is reported, `disabled` is not searched for. */
export const levels = ["mandatory", "advisory", "disabled"] as const;
/** One of `levels`. */
export type Level = (typeof levels)[number];

/** The pack's config (`--policy-pack-config`), in addition to the stack's own. */
export interface PackConfig {
    /** As `meridian:cells`, which it replaces. */
    readonly cells?: unknown;
    /** As `meridian:places`, which it replaces. */
    readonly places?: unknown;
    /** Places, as `aws:eu-west-1`, of what other stacks have, by the ids, ARNs or names that this one calls them by. */
    readonly externals?: Readonly<Record<string, string>>;
    /** Findings that an owner accepts. */
    readonly exceptions?: readonly Exception[];
    /**
     * Levels of rules, by their ids. Default: violations, and undetermined findings on protected data, are mandatory; the rest advisory.
     */
    readonly levels?: Readonly<Record<string, Level>>;
}

/** The same, read. */
export interface ParsedConfig {
    readonly setting: Setting;
    readonly exceptions: readonly Exception[];
    readonly levels: Readonly<Record<string, Level>>;
}

/** Not whatever there is in a stack: a type, or a name, that no resource has, is none that it takes. */
function namesSomething(pattern: string): boolean {
    const [, stack = "", project = ""] = /^urn:pulumi:([^:]*)(?:::([^:]*))?/.exec(pattern) ?? [];
    const said = (text: string) => text.replaceAll("*", "");
    return !matcher(pattern)(`urn:pulumi:${said(stack)}::${said(project)}::\0::\0`);
}

const ruleId = z.string().refine(id => rules.some(rule => rule.id === id), "the id of a rule, such as residency/key");
const someText = (what: string) => z.string(what).trim().min(1, what);

const exception = z.strictObject({
    rule: ruleId,
    resource: someText("a URN, or a pattern of URNs with *").refine(
        namesSomething,
        "a pattern that excepts less than a whole stack; for that, set a level",
    ),
    reason: someText("the reason for accepting it"),
    owner: someText("the owner of the decision"),
    expires: z.iso.date("the last day on which it is valid, such as 2027-01-31"),
});

const schema = z.strictObject({
    cells: z.unknown().optional(),
    places: z.unknown().optional(),
    externals: z.record(z.string(), z.string("a location, such as aws:eu-west-1")).default({}),
    exceptions: z.array(exception, "a list").default([]),
    levels: z.record(ruleId, z.enum(levels, levels.join(", "))).default({}),
});

/**
 * The pack's config, parsed. Throws, with paths and no values, if it can't be read: a pack without it would accept what it must reject.
 */
export function readConfig(config: unknown): ParsedConfig {
    const { data, error } = schema.safeParse(config);
    if (error !== undefined) {
        const wrong = error.issues.flatMap(issue =>
            issue.code === "unrecognized_keys"
                ? issue.keys.map(key => `${[...issue.path, key].join(".")}: no such key`)
                : `${issue.path.join(".")}: ${issue.code === "invalid_key" ? issue.issues[0]!.message : issue.message}`,
        );
        throw new Error(`the policy pack's config can't be read: ${wrong.join("; ")}`);
    }
    const { exceptions, levels, ...rest } = data;
    return { setting: settingOf(rest), exceptions, levels: levels };
}
