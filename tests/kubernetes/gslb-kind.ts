import type { Manifest } from "../support/clusters/api";

const text = { type: "string" };
const object = (properties: object, required: readonly string[] = []) => ({ type: "object", properties, required });

/**
 * The kind of object by which k8gb answers names, with the fields that the product writes (github.com/k8gb-io/k8gb: api/v1beta1/gslb_types.go).
 * Fields that k8gb does not have are refused as unknown. No controller of k8gb runs.
 */
export const gslbKind: Manifest = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "gslbs.k8gb.io" },
    spec: {
        group: "k8gb.io",
        scope: "Namespaced",
        names: { kind: "Gslb", listKind: "GslbList", plural: "gslbs", singular: "gslb" },
        versions: [
            {
                name: "v1beta1",
                served: true,
                storage: true,
                schema: {
                    openAPIV3Schema: object({
                        spec: object(
                            {
                                resourceRef: object({ apiVersion: text, kind: text, name: text, namespace: text }),
                                strategy: object(
                                    {
                                        type: { type: "string", enum: ["geoip", "roundRobin", "failover"] },
                                        dnsTtlSeconds: { type: "integer" },
                                        primaryGeoTag: text,
                                        weight: { type: "object", additionalProperties: { type: "integer" } },
                                    },
                                    ["type"],
                                ),
                            },
                            ["strategy"],
                        ),
                        status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                    }),
                },
                subresources: { status: {} },
            },
        ],
    },
};
