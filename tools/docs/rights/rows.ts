import type { Made } from "../../../tests/support/mocked-engine";
import { gateRights } from "./gate";
import { regionIn, type Right, roleOf } from "./right";
import { serverRights } from "./servers";
import { storeRights } from "./store";

/** The servers that a role may send a request to: the one of its own region, those of other regions, too, or none. */
export type Reach = "own region" | "any region" | "no";

/** What each role may request of a kind of server. */
export interface Row {
    readonly server: string;
    readonly request: string;
    readonly reach: Readonly<Partial<Record<string, Reach>>>;
}

/** The rights of every role of a stack (role × request × allowed), read from what its servers are configured with. */
export function rowsOf(made: readonly Made[]): Row[] {
    const rights = [...gateRights(made), ...serverRights(made), ...storeRights(made)];
    return [...grouped(rights, ({ server, request }) => `${server}\t${request}`)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, same]) => ({
            server: same[0]!.server,
            request: same[0]!.request,
            reach: Object.fromEntries(
                [...grouped(same, ({ name }) => roleOf(name))].map(([role, rights]) => [role, reachOf(rights)]),
            ),
        }));
}

function reachOf(rights: readonly Right[]): Reach {
    const allowed = rights.filter(right => right.allowed);
    if (allowed.length === 0) return "no";
    return allowed.every(({ name, place }) => regionIn(name) === place) ? "own region" : "any region";
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
    const groups = new Map<string, T[]>();
    for (const one of all) {
        const key = keyOf(one);
        groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    return groups;
}
