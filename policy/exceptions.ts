import type { Finding } from "./rules/rule";

/** A finding that its owner accepts until a date. */
export interface Exception {
    /** A rule's id, as `encryption/customer-key`. */
    readonly rule: string;
    /** The URN that is excepted, or a pattern of URNs in which `*` stands for anything. */
    readonly resource: string;
    /** Why that is right as it is. */
    readonly reason: string;
    /** Who answers for it: a person or a team. */
    readonly owner: string;
    /** The last day it holds, in UTC: `2027-01-31`. */
    readonly expires: string;
}

/** A finding, and the exception that accepts it. */
export interface Excepted {
    readonly finding: Finding;
    readonly exception: Exception;
}

/** What is wrong with an exception itself. */
export interface Lapsed {
    readonly rule: "exception/expired" | "exception/unused";
    readonly message: string;
}

/** Rules of exceptions: severity and remedy as of any other. */
export const exceptionRules = {
    "exception/expired": {
        severity: "high",
        remedy: "fix what it excepts, or have its owner renew the decision",
    },
    "exception/unused": {
        severity: "low",
        remedy: "remove it: its resource was deleted or renamed",
    },
} as const;

/** What exceptions are held against. */
export interface Looked {
    readonly findings: readonly Finding[];
    /** URNs of a stack begin alike: an exception for another stack is none of this one's. None: it has no resources. */
    readonly someUrn: string | undefined;
    /** Rules that are turned off. */
    readonly disabled: readonly string[];
}

/** Findings that count, those that an exception accepts, and exceptions without a finding. */
export function except(
    { disabled, findings, someUrn }: Looked,
    exceptions: readonly Exception[],
    today: Date,
): {
    readonly current: readonly Finding[];
    readonly excepted: readonly Excepted[];
    readonly lapsed: readonly Lapsed[];
} {
    const day = today.toISOString().slice(0, 10);
    const used = new Set<Exception>();
    const patterns = exceptions.map(exception => ({ exception, isOf: matcher(exception.resource) }));
    const current: Finding[] = [];
    const excepted: Excepted[] = [];
    for (const finding of findings) {
        const all = patterns.filter(({ exception, isOf }) => exception.rule === finding.rule && isOf(finding.urn));
        for (const { exception } of all) used.add(exception);
        const holds = all.find(({ exception }) => day <= exception.expires);
        if (holds === undefined) current.push(finding);
        else excepted.push({ finding, exception: holds.exception });
    }
    const lapsed = exceptions.flatMap((exception): Lapsed[] => {
        const what = `${exception.rule} for ${exception.resource}`;
        const { expires, owner } = exception;
        if (day > expires) {
            return [{ rule: "exception/expired", message: `${what}: it was valid until ${expires}; ${owner} owns it` }];
        }
        if (used.has(exception) || !mayBeOf(exception.resource, someUrn)) return [];
        const why = disabled.includes(exception.rule) ? "the config turns off that rule" : "no finding matches it";
        return [{ rule: "exception/unused", message: `${what}: ${why}; ${owner} owns it` }];
    });
    return { current, excepted, lapsed };
}

/** Whether a pattern can be of the stack of a URN, by what both begin with. */
function mayBeOf(pattern: string, urn = ""): boolean {
    const [stack] = /^urn:pulumi:[^:]*::[^:]*::/.exec(urn) ?? [""];
    const [said = ""] = pattern.split("*");
    return said.startsWith(stack) || stack.startsWith(said);
}

/** By a pattern of URNs in which `*` stands for anything. */
export function matcher(pattern: string): (urn: string) => boolean {
    const parts = pattern.split("*");
    if (parts.length === 1) return urn => urn === pattern;
    // No regular expression: a pattern of many stars could take it for ever.
    const [first = ""] = parts;
    const last = parts.at(-1)!;
    const between = parts.slice(1, -1);
    return urn => {
        if (urn.length < first.length + last.length || !urn.startsWith(first) || !urn.endsWith(last)) return false;
        let from = first.length;
        for (const part of between) {
            const at = urn.indexOf(part, from);
            if (at < 0) return false;
            from = at + part.length;
        }
        return from <= urn.length - last.length;
    };
}
