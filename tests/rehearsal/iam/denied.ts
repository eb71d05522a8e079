import type { KnownOf } from "../needs/known";
import type { Principal } from "./evaluate";
import { rightsIn } from "./rights";
import { uses } from "./uses";
import type { Use } from "./uses/use";

/** A line for each use that a state's policies deny, with the call and the reason. */
export function deniedUses(all: KnownOf, table: readonly Use[] = uses): string[] {
    const decide = rightsIn(all);
    const found = table.flatMap(({ calls, of, what }) =>
        all(of).flatMap(one =>
            calls(one, all).flatMap(call => {
                const decision = decide(call);
                return decision === "allowed"
                    ? []
                    : [
                          `${of} ${one.name} can't ${what}: ${nameOf(call.by)} is denied ${call.action} on ${call.on} because ${decision.because}`,
                      ];
            }),
        ),
    );
    return [...new Set(found)];
}

const nameOf = (by: Principal) => ("service" in by ? by.service : by.arn.split(":role/").at(-1)!);
