import type { Made } from "../../../tests/support/mocked-engine";
import { regionIn, type Right } from "./right";

/** A user in the configuration of a server of the store. */
export interface StoreUser {
    readonly user: string;
    readonly permissions: {
        readonly publish: { readonly allow: readonly string[]; readonly deny?: readonly string[] };
        readonly subscribe: { readonly allow: readonly string[] };
    };
}

interface Account {
    readonly place: string;
    readonly server: string;
    readonly users: readonly StoreUser[];
}

/** What accounts of the engine are called here. */
const accounts = { CELL: "store", SYS: "store's system account" } as const;

export function storeAccounts(made: readonly Made[]): Account[] {
    return made
        .filter(({ name, type }) => type.endsWith(":File") && name.endsWith("-configuration"))
        .flatMap(({ inputs }) => {
            const { server_name, accounts: found } = JSON.parse(String(inputs.content)) as {
                readonly server_name: string;
                readonly accounts: Readonly<Record<keyof typeof accounts, { readonly users: readonly StoreUser[] }>>;
            };
            const place = server_name.slice(server_name.indexOf(":") + 1);
            return (["CELL", "SYS"] as const).map(account => ({
                place,
                server: accounts[account],
                users: found[account].users,
            }));
        });
}

/** What the store's servers allow: for each subject that is allowed or denied to some user, whether a user may publish to all of it. */
export function storeRights(made: readonly Made[]): Right[] {
    const all = storeAccounts(made);
    return all.flatMap(({ place, server, users }) => {
        const subjects = all
            .filter(other => other.server === server)
            .flatMap(({ users }) => users)
            .flatMap(user => [...allowedTo(user), ...deniedTo(user)]);
        return users.flatMap(user =>
            [...new Set(subjects)].map(subject => ({
                ...{ name: user.user, server, place, request: subject },
                allowed:
                    allowedTo(user).some(pattern => covers(pattern, subject)) &&
                    !deniedTo(user).some(pattern => covers(pattern, subject)),
            })),
        );
    });
}

function allowedTo({ user, permissions: { publish } }: StoreUser): string[] {
    return publish.allow.map(subject => ofItsRegion(user, subject));
}

function deniedTo({ user, permissions: { publish } }: StoreUser): string[] {
    return (publish.deny ?? []).map(subject => ofItsRegion(user, subject));
}

function ofItsRegion(user: string, subject: string): string {
    const region = regionIn(user);
    return region === undefined ? subject : subject.replace(`local:${region}`, "{region}");
}

/** Whether a subject with wildcards of NATS has everything that another one has. */
export function covers(pattern: string, subject: string): boolean {
    const [wanted, tokens] = [pattern.split("."), subject.split(".")];
    const isRest = wanted.at(-1) === ">";
    return (
        (isRest ? tokens.length >= wanted.length : tokens.length === wanted.length) &&
        wanted.every((token, i) => token === ">" || token === tokens[i] || (token === "*" && tokens[i] !== ">"))
    );
}
