import * as k8s from "@pulumi/kubernetes";

import { type Issuer, issuerOf } from "../../../plan/clouds/issuers";
import type { CertifiedSecret } from "../../../plan/serving/certifier";
import { metadataOf } from "../objects";
import { makeAuthority } from "./authority";
import { type Certified, makeCertifier } from "./certifier";
import type { LandingScope } from "./scope";

/**
 * The certificates of a place's pods: of an issuer that is brought, else of the certifier, by an authority that may certify names of this place
 * only (`region`), or the cell's name as well (`cell`).
 */
export function makeCertificates<Pods extends string>(
    scope: LandingScope,
    kind: "cell" | "region",
    secrets: Readonly<Record<Pods, CertifiedSecret>>,
): Certified<Pods> {
    const issuer = issuerOf(scope.existing);
    return issuer === undefined
        ? makeCertifier(scope, makeAuthority(scope, kind), secrets)
        : issuedBy(issuer, scope, secrets);
}

/** Of the certifier, too. Written as the API server's programs write durations, so that none of them changes what the engine wrote. */
const durations = { duration: "24h0m0s", renewBefore: "12h0m0s" } as const;

/** Certificates that cert-manager writes, with their keys, to the same Secrets (github.com/cert-manager/cert-manager: pkg/apis/certmanager/v1/types_certificate.go). */
function issuedBy<Pods extends string>(
    { kind, name }: Issuer,
    scope: LandingScope,
    secrets: Readonly<Record<Pods, CertifiedSecret>>,
): Certified<Pods> {
    const made = Object.entries<CertifiedSecret>(secrets).map(([pods, { names, secret }]) => {
        const metadata = metadataOf(secret, scope);
        const certificate = new k8s.apiextensions.CustomResource(
            `${scope.name}-${secret}`,
            {
                apiVersion: "cert-manager.io/v1",
                kind: "Certificate",
                // A kubelet mounts a Secret that a pod was started before up to two minutes after it exists.
                metadata: {
                    ...metadata,
                    annotations: { ...metadata.annotations, "pulumi.com/waitFor": "condition=Ready" },
                },
                spec: {
                    secretName: secret,
                    ...durations,
                    dnsNames: [...names],
                    usages: ["digital signature", "server auth", "client auth"],
                    privateKey: { algorithm: "ECDSA", size: 256, encoding: "PKCS8", rotationPolicy: "Always" },
                    // Before cert-manager 1.18 all requests are retained, two a day for each.
                    revisionHistoryLimit: 1,
                    issuerRef: { group: "cert-manager.io", kind, name },
                },
            },
            scope.opts,
        );
        return [pods, certificate.metadata.apply(() => secret)] as const;
    });
    return Object.fromEntries(made) as unknown as Certified<Pods>;
}
