import { regions } from "./stack";

/** Whether the holder of a certificate may send a request to a server. */
export interface Right {
    /** The name in the certificate. */
    readonly name: string;
    readonly server: string;
    /** The place of the server. */
    readonly place: string;
    readonly request: string;
    readonly allowed: boolean;
}

/** By the first part of a name in a certificate of the cell. */
const roles: readonly (readonly [name: RegExp, role: string])[] = [
    [/^(operator|observer|administrator)\.store\./, "$1"],
    [/^tables\./, "table server"],
    [/^servers\./, "model server"],
    [/^(store|watcher|hands|hub|comparer)\./, "$1"],
    [/^(eu-west|eu-central)\.eu\./, "gate"],
];

/** Throws for a name that has no role: then a kind of process is new, and its rights are to be listed. */
export function roleOf(name: string): string {
    const [pattern, role] = roles.find(([pattern]) => pattern.test(name)) ?? [];
    if (pattern === undefined || role === undefined) throw new Error(`no role has a certificate for ${name}`);
    return role === "$1" ? pattern.exec(name)![1]! : role;
}

/** The region that a name or a path is of, if it is of one. */
export function regionIn(text: string): string | undefined {
    return regions.find(region => text.split(/[./]/).includes(region));
}
