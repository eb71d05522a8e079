import type { Level, ParsedConfig } from "./config";
import { type Coverage, coverageOf } from "./coverage";
import { except, type Exception, exceptionRules } from "./exceptions";
import { foundBy } from "./findings";
import { graphOf } from "./graph";
import type { Resource } from "./resource";
import { rules } from "./rules";
import { unmapped } from "./rules/coverage/unmapped";
import type { Finding, Rule } from "./rules/rule";

/** Something that a rule says of a resource, and what that does to an update. */
export interface Violation {
    readonly rule: string;
    readonly level: Exclude<Level, "disabled">;
    readonly severity: Rule["severity"];
    readonly verdict: Finding["verdict"];
    /** None: it is of the whole stack, or of the pack's config. */
    readonly urn?: string;
    /** Names paths, places and types; never a property's value, which could be a secret. */
    readonly message: string;
    readonly remedy: string;
    /** Who answers for it: then it is advisory. */
    readonly exception?: Exception;
}

/** What the pack says of a stack. */
export interface Judgement {
    /** In order of resources; what is wrong with exceptions comes last. */
    readonly violations: readonly Violation[];
    readonly coverage: Coverage;
}

/** What the rules say of all resources of a stack, in order of resources and rules. */
export function judgeStack(
    resources: readonly Resource[],
    { exceptions, levels, setting }: ParsedConfig,
    today: Date,
): Judgement {
    const graph = graphOf(resources, setting);
    // Where data goes is counted whatever is looked for: a rule that is turned off proves nothing.
    const isAsked = ({ id }: Rule) => levels[id] !== "disabled";
    const found = foundBy(
        rules.filter(rule => isAsked(rule) || rule.id.startsWith("residency/")),
        graph,
        setting,
    );
    const findings = found.filter(({ rule }) => levels[rule] !== "disabled");
    const disabled = rules.filter(rule => !isAsked(rule)).map(({ id }) => id);
    const looked = { findings, someUrn: resources[0]?.urn, disabled };
    const { excepted, lapsed, current } = except(looked, exceptions, today);
    const byId = new Map(rules.map(rule => [rule.id, rule]));
    const violationOf = ({ message, rule, urn, verdict, ...finding }: Finding): Violation => {
        const { remedy, severity } = byId.get(rule)!;
        return { rule, level: levelOf({ rule, verdict, ...finding }, levels), severity, verdict, urn, message, remedy };
    };
    return {
        violations: [
            ...oncePerType(current).map(violationOf),
            ...excepted.map(({ exception, finding }): Violation => ({
                ...violationOf(finding),
                level: "advisory",
                exception,
            })),
            ...lapsed.map(({ message, rule }): Violation => ({
                rule,
                level: "mandatory",
                verdict: "violated",
                message,
                ...exceptionRules[rule],
            })),
        ],
        coverage: coverageOf(graph, found, {
            areCellsKnown: setting.cells.length > 0,
            disabled,
        }),
    };
}

/** Of types that the pack has no row for, and that need none, hundreds tell no more than the first. */
function oncePerType(findings: readonly Finding[]): readonly Finding[] {
    const isRepeated = ({ isProtected, rule }: Finding) => rule === unmapped.id && !isProtected;
    const counts = new Map<string, number>();
    for (const finding of findings.filter(isRepeated)) {
        counts.set(finding.message, (counts.get(finding.message) ?? 0) + 1);
    }
    return findings.flatMap(finding => {
        if (!isRepeated(finding)) return [finding];
        const count = counts.get(finding.message);
        if (count === undefined) return [];
        counts.delete(finding.message);
        return [count === 1 ? finding : { ...finding, message: `${finding.message}, of which there are ${count}` }];
    });
}

/** What can't be determined fails where data is protected, and warns elsewhere. */
function levelOf(
    { isProtected, rule, verdict }: Pick<Finding, "rule" | "isProtected" | "verdict">,
    levels: ParsedConfig["levels"],
): Violation["level"] {
    const said = levels[rule];
    if (said === "mandatory" || said === "advisory") return said;
    return verdict === "violated" || isProtected ? "mandatory" : "advisory";
}

/** What a violation says to people: what is wrong, and what to do, or who answers for it. */
export function messageOf({ exception, message, remedy }: Violation): string {
    return exception === undefined
        ? `${message}; ${remedy}`
        : `${message}; excepted until ${exception.expires} by ${exception.owner}: ${exception.reason}`;
}
