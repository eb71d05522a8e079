import type { Made } from "./made";

/** The part of a server's configuration that is read here. */
export interface Configuration {
    readonly server_name: string;
    readonly jetstream: { readonly key: string };
    readonly cluster: { readonly routes: readonly string[]; readonly authorization: { readonly password: string } };
    readonly accounts: Readonly<Record<"CELL" | "SYS", { readonly users: readonly User[] }>>;
}

interface User {
    readonly user: string;
    readonly permissions: { readonly publish: { readonly allow: readonly string[] } };
}

interface Named {
    readonly metadata: { readonly name?: string };
}

/** Objects of a kind. */
export const of = (made: readonly Made[], kind: string, name?: string) =>
    made.filter(one => one.kind === kind && (name === undefined || nameOf(one) === name));

export const nameOf = ({ inputs }: Made) => (inputs as unknown as Named).metadata.name;

/** A value that the engine encrypts arrives with a mark. */
const shown = (value: unknown): unknown => (value as { value?: unknown }).value ?? value;

/** Of the servers of a cell's store, by place. */
export function configurationsOf(made: readonly Made[]): Record<string, Configuration> {
    return Object.fromEntries(
        of(made, "Secret", "store-configuration").map(({ inputs, region }) => {
            const data = shown(inputs.stringData) as Readonly<Record<string, unknown>>;
            return [region, JSON.parse(shown(data["nats-server.conf"]) as string) as Configuration];
        }),
    );
}
