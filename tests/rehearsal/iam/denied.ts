import type { Known, KnownOf } from "../needs/known";
import type { Principal } from "./evaluate";
import { type Call, type Rights, rightsIn } from "./rights";
import { uses } from "./uses";
import type { Use } from "./uses/use";

/** A line for each use that a state's policies deny, with the call and the reason. */
export function deniedUses(all: KnownOf, table: readonly Use[] = uses): string[] {
    const decide = rightsIn(all);
    const found = table.flatMap(use =>
        all(use.of).flatMap(one => use.calls(one, all).flatMap(call => denial(use, one, call, decide))),
    );
    return [...new Set(found)];
}

/**
 * The same of each use when it starts, by what is certainly there then: what the engine creates before, in whatever order of those that
 * dependencies leave open. Deletion takes the reverse order, so it is also what is there until the use ends.
 */
export function deniedAtStart(all: KnownOf, table: readonly Use[] = uses): string[] {
    const found = table.flatMap(use =>
        all(use.of).flatMap(one =>
            (use.startedBy?.(one, all) ?? [one]).flatMap(starting => {
                const decide = rightsIn(all, other => other.urn === starting.urn || starting.isAfter(other));
                return use.calls(one, all).flatMap(call => denial(use, one, call, decide));
            }),
        ),
    );
    return [...new Set(found)];
}

function denial({ of, what }: Use, { name }: Known, call: Call, decide: Rights): string[] {
    const decision = decide(call);
    if (decision === "allowed") return [];
    const { action, by, on } = call;
    return [`${of} ${name} can't ${what}: ${nameOf(by)} is denied ${action} on ${on} because ${decision.because}`];
}

const nameOf = (by: Principal) => ("service" in by ? by.service : by.arn.split(":role/").at(-1)!);
