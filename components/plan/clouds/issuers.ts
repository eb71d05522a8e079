/** An issuer of cert-manager. */
export interface Issuer {
    readonly kind: "Issuer" | "ClusterIssuer";
    readonly name: string;
}

/** By what a reference to each kind begins: as kubectl names objects. */
const kinds = { issuer: "Issuer", clusterissuer: "ClusterIssuer" } as const satisfies Record<string, Issuer["kind"]>;

/** References to issuers: `existing.<region>.authority` of a cluster. */
export const issuerForm = {
    pattern: `^(${Object.keys(kinds).join("|")})/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$`,
    form: "issuer/<name> of the namespace <service>-<cell>, or clusterissuer/<name>",
};

/** What is brought to a place, as far as it is known. */
interface Existing {
    readonly authority?: unknown;
    readonly certificate?: unknown;
}

/** What certifies the pods of a place, where the adapter does not: of what `issuerForm` matches. */
export function issuerOf({ authority }: Existing): Issuer | undefined {
    if (typeof authority !== "string") return undefined;
    const [kind, name] = authority.split("/") as [keyof typeof kinds, string];
    return { kind: kinds[kind], name };
}

/** Whether something is brought that lies in the namespace of the cell, which therefore exists. */
export function bringsNamespace(existing: Existing): boolean {
    return existing.certificate !== undefined || issuerOf(existing)?.kind === "Issuer";
}
