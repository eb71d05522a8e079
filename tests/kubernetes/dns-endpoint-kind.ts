import type { Manifest } from "../support/clusters/api";

/**
 * The kind that ExternalDNS makes records of, with what its schema bounds (kubernetes-sigs/external-dns, charts/external-dns/crds, at 0ebbd06).
 * Its controller does not run here: that a record appears in a zone is not shown.
 */
export const dnsEndpointKind: Manifest & { readonly spec: object } = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
        name: "dnsendpoints.externaldns.k8s.io",
        annotations: { "api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/external-dns/pull/2007" },
    },
    spec: {
        group: "externaldns.k8s.io",
        names: { kind: "DNSEndpoint", listKind: "DNSEndpointList", plural: "dnsendpoints", singular: "dnsendpoint" },
        scope: "Namespaced",
        versions: [
            {
                name: "v1alpha1",
                served: true,
                storage: true,
                subresources: { status: {} },
                schema: {
                    openAPIV3Schema: {
                        type: "object",
                        properties: {
                            apiVersion: { type: "string" },
                            kind: { type: "string" },
                            metadata: { type: "object" },
                            spec: {
                                type: "object",
                                properties: { endpoints: { type: "array", maxItems: 1000, items: endpoint() } },
                            },
                            status: { type: "object", properties: { observedGeneration: { type: "integer" } } },
                        },
                    },
                },
            },
        ],
    },
};

function endpoint(): object {
    const part = "[a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?";
    return {
        type: "object",
        required: ["dnsName", "recordType"],
        properties: {
            dnsName: { type: "string", minLength: 1, maxLength: 254, pattern: `^(\\*\\.)?(${part}\\.)*${part}\\.?$` },
            recordType: { type: "string", enum: ["A", "AAAA", "CNAME", "DNAME", "MX", "NS", "PTR", "SRV", "TXT"] },
            recordTTL: { type: "integer", format: "int64", minimum: 0, maximum: 2_147_483_647 },
            targets: {
                type: "array",
                maxItems: 1000,
                items: { type: "string", minLength: 1, maxLength: 4096 },
            },
        },
    };
}
