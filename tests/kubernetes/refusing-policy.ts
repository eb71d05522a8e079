import type { Manifest } from "../support/clusters/api";

/** The annotation of Deployments that the policy refuses, by the reason with which it does. */
export const refusedAs = "tests.meridian/refused-as";

const name = "refuses-deployments";

/** An admission policy with one validation for each reason that changes what a preview shows. */
export const refusingPolicy: readonly Manifest[] = [
    {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicy",
        metadata: { name },
        spec: {
            failurePolicy: "Fail",
            matchConstraints: {
                resourceRules: [
                    {
                        apiGroups: ["apps"],
                        apiVersions: ["v1"],
                        operations: ["CREATE", "UPDATE"],
                        resources: ["deployments"],
                    },
                ],
            },
            validations: ["Invalid", "Forbidden"].map(reason => ({
                expression: `object.metadata.?annotations[?"${refusedAs}"].orValue("") != "${reason}"`,
                message: `refused as ${reason}`,
                reason,
            })),
        },
    },
    {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicyBinding",
        metadata: { name },
        spec: { policyName: name, validationActions: ["Deny"] },
    },
];
