import type { Manifest } from "../support/clusters/api";

const text = { type: "string" };
const object = (properties: object, required: readonly string[] = []) => ({ type: "object", properties, required });

/**
 * The kind of object by which KEDA scales, with the fields that the product writes and their rules (github.com/kedacore/keda:
 * config/crd/bases/keda.sh_scaledobjects.yaml). Fields that KEDA does not have are refused as unknown. No controller of KEDA runs.
 */
export const scaledObjectKind: Manifest = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "scaledobjects.keda.sh" },
    spec: {
        group: "keda.sh",
        scope: "Namespaced",
        names: {
            kind: "ScaledObject",
            listKind: "ScaledObjectList",
            plural: "scaledobjects",
            singular: "scaledobject",
        },
        versions: [
            {
                name: "v1alpha1",
                served: true,
                storage: true,
                schema: {
                    openAPIV3Schema: object({
                        spec: {
                            ...object(
                                {
                                    scaleTargetRef: object({ apiVersion: text, kind: text, name: text }, ["name"]),
                                    minReplicaCount: { type: "integer", format: "int32", minimum: 0 },
                                    maxReplicaCount: { type: "integer", format: "int32", minimum: 1 },
                                    advanced: object({ horizontalPodAutoscalerConfig: object({ name: text }) }),
                                    triggers: {
                                        type: "array",
                                        minItems: 1,
                                        items: object(
                                            {
                                                type: { ...text, minLength: 1 },
                                                metricType: text,
                                                metadata: { type: "object", additionalProperties: text },
                                            },
                                            ["metadata", "type"],
                                        ),
                                    },
                                },
                                ["scaleTargetRef", "triggers"],
                            ),
                            "x-kubernetes-validations": [
                                {
                                    message: "minReplicaCount must be less than or equal to maxReplicaCount",
                                    rule: "!has(self.minReplicaCount) || self.minReplicaCount <= (has(self.maxReplicaCount) ? self.maxReplicaCount : 100)",
                                },
                            ],
                        },
                        status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                    }),
                },
                subresources: { status: {} },
            },
        ],
    },
};
