/**
 * What a certifier (`runtime/certifier`) and the adapter that deploys it agree on. Its environment is `EnvironmentOf<"certifier">`.
 */

/** A Secret of the certifier's namespace, with the host names in its certificate. */
export interface CertifiedSecret {
    readonly secret: string;
    /** Host names only, each equal to a name in the intermediate's constraint or below one. */
    readonly names: readonly string[];
}

/** Paths of its health port, in plain text. */
export const certifierPaths = {
    /** The process runs. */
    live: "/live",
    /** It holds the lease and every certificate is good, or it follows a holder that renews the lease. */
    ready: "/ready",
    metrics: "/metrics",
} as const;

/** The port that its pods listen on (`HEALTH_PORT`). */
export const certifierPort = 8081;

/** Every Secret that it creates has this label. It never changes a Secret without it. */
export const certifierLabel = { "app.kubernetes.io/managed-by": "meridian-certifier" } as const;

/** What a Secret contains: the type that Ingress and Gateway read, too. `tls.crt` is the leaf, followed by the intermediate. */
export const certifiedSecretType = "kubernetes.io/tls";
export const certifiedFiles = { certificate: "tls.crt", key: "tls.key", root: "ca.crt" } as const;

/** A follower takes over after the holder has not renewed the lease for so long. Two more seconds until it notices. */
export const certifierLeaseSeconds = 15;

/** A rule of a Role (rbac.authorization.k8s.io/v1). */
export interface RoleRule {
    apiGroups: string[];
    resources: string[];
    resourceNames?: string[];
    verbs: string[];
}

/**
 * The rights of a certifier's ServiceAccount in its namespace. RBAC can't restrict `create` by name: the API server does not know the name
 * when it authorizes the request (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources).
 *
 * So a certifier in other hands could create a listed Secret with type `kubernetes.io/service-account-token`, and read from it the token of any
 * ServiceAccount of the namespace. An admission policy that permits this ServiceAccount the type `kubernetes.io/tls` only closes that.
 */
export function certifierRules(lease: string, secrets: readonly Pick<CertifiedSecret, "secret">[]): RoleRule[] {
    const names = secrets.map(({ secret }) => secret).sort();
    return [...rulesOf("coordination.k8s.io", "leases", [lease]), ...rulesOf("", "secrets", names)];
}

/** An empty `resourceNames` would allow every name. */
function rulesOf(group: string, resource: string, names: string[]): RoleRule[] {
    if (names.length === 0) return [];
    const of = { apiGroups: [group], resources: [resource] };
    return [
        { ...of, verbs: ["create"] },
        { ...of, resourceNames: names, verbs: ["get", "update"] },
    ];
}

/** The content of the file that `CERTIFICATES` names. */
export function certificatesFile(secrets: readonly CertifiedSecret[]): string {
    return `${JSON.stringify(
        secrets.map(({ secret, names }) => ({ secret, names })),
        undefined,
        2,
    )}\n`;
}
