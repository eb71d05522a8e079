import type { Manifest } from "../support/clusters/api";

const text = { type: "string" };
const object = (properties: object, required: readonly string[] = []) => ({ type: "object", properties, required });
const oneOf = (...values: readonly string[]) => ({ type: "string", enum: values });

/**
 * The kind of object by which cert-manager issues certificates, with the fields that the product writes and their rules (github.com/cert-manager/
 * cert-manager: deploy/crds/cert-manager.io_certificates.yaml). Fields that cert-manager does not have are refused as unknown. What its webhook
 * refuses is not: that durations are too short, as an example.
 */
export const certificateKind: Manifest = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "certificates.cert-manager.io" },
    spec: {
        group: "cert-manager.io",
        scope: "Namespaced",
        names: {
            kind: "Certificate",
            listKind: "CertificateList",
            plural: "certificates",
            singular: "certificate",
        },
        versions: [
            {
                name: "v1",
                served: true,
                storage: true,
                schema: {
                    openAPIV3Schema: object({
                        spec: object(
                            {
                                secretName: text,
                                duration: text,
                                renewBefore: text,
                                dnsNames: { type: "array", items: text, "x-kubernetes-list-type": "atomic" },
                                usages: {
                                    type: "array",
                                    items: oneOf("digital signature", "server auth", "client auth", "any"),
                                    "x-kubernetes-list-type": "atomic",
                                },
                                privateKey: object({
                                    algorithm: oneOf("RSA", "ECDSA", "Ed25519"),
                                    encoding: oneOf("PKCS1", "PKCS8"),
                                    rotationPolicy: oneOf("Never", "Always"),
                                    size: { type: "integer" },
                                }),
                                revisionHistoryLimit: { type: "integer", format: "int32" },
                                issuerRef: object({ group: text, kind: text, name: text }, ["name"]),
                            },
                            ["issuerRef", "secretName"],
                        ),
                        status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                    }),
                },
                subresources: { status: {} },
            },
        ],
    },
};
