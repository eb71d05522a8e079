import type { Resource } from "../../resource";
import type { FlowFact, Row } from "../fact";
import { all, matching, placesOn } from "../forms";
import { asItsCluster, core, inNamespace, kind, plain, toHost } from "./words";

const external = ["external-secrets.io/v1", "external-secrets.io/v1beta1"];
const provider = "spec.provider";

/** Without a location Secret Manager replicates as the secret says, which is not visible here (external-secrets.io, "Google Secret Manager"). */
function ofGoogle(resource: Resource): FlowFact[] {
    const path = `${provider}.gcpsm`;
    if (!resource.properties.has(path)) return [];
    const located = placesOn("gcp:")("key", `${path}.location`)(resource);
    const anywhere = { named: { is: "known", value: "secretmanager.googleapis.com" }, property: "spec" } as const;
    return located.length > 0 ? located : [{ kind: "key", path, to: anywhere }];
}

/** Secrets open data: in the place where they lie, it can be opened. */
const keptBy = all(
    placesOn("aws:")("key", `${provider}.aws.region`),
    ofGoogle,
    ...["vault.server", "azurekv.vaultUrl", "webhook.url", "kubernetes.server.url"].map(path =>
        toHost("key", `${provider}.${path}`),
    ),
);

/** What opens and proves. */
export const keys: Readonly<Record<string, Row>> = {
    ...kind("Secret", core, {
        ...inNamespace,
        holds: "secrets",
        encryption: asItsCluster,
        claims: {
            // Tokens of accounts that are requested end by themselves (kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin).
            "identity/lasting-key": matching("type", /^(?!kubernetes\.io\/service-account-token$)/, true),
        },
    }),
    ...kind("ExternalSecret", external, { ...inNamespace, holds: "secrets", encryption: asItsCluster }),
    ...kind("ClusterExternalSecret", external, { holds: "secrets", encryption: asItsCluster }),
    ...kind("SecretStore", external, { ...inNamespace, flows: keptBy }),
    ...kind("ClusterSecretStore", external, { flows: keptBy }),
    ...kind("Certificate", ["cert-manager.io/v1"], { ...inNamespace, holds: "secrets", encryption: asItsCluster }),
    ...plain(["cert-manager.io/v1"], "Issuer", "ClusterIssuer", "CertificateRequest"),
    ...plain(["certificates.k8s.io/v1", "certificates.k8s.io/v1beta1"], "CertificateSigningRequest"),
    ...plain(
        ["certificates.k8s.io/v1", "certificates.k8s.io/v1alpha1", "certificates.k8s.io/v1beta1"],
        "ClusterTrustBundle",
    ),
    ...plain(["certificates.k8s.io/v1", "certificates.k8s.io/v1beta1"], "PodCertificateRequest"),
};
