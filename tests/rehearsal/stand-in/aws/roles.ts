import type { Kind } from "../kind";
import { arn, input, joining, own, word } from "./forms";

/** Who may do what. */
export const roles: Readonly<Record<string, Kind>> = {
    "aws:iam/role:Role": {
        global: true,
        id: input("name"),
        outputs: { arn: arn("iam", ({ id }) => `role/${id}`), uniqueId: ({ hex }) => `AROA${hex(17).toUpperCase()}` },
        required: ["assumeRolePolicy"],
        fixed: ["name", "path"],
        name: { property: "name", pattern: word, auto: 64 },
        documents: ["assumeRolePolicy", "inlinePolicies"],
    },
    "aws:iam/rolePolicy:RolePolicy": {
        global: true,
        id: ({ inputs }) => `${String(inputs.role)}:${String(inputs.name)}`,
        outputs: {},
        required: ["role", "policy"],
        fixed: ["role", "name"],
        name: { property: "name", pattern: word, auto: 64, many: true },
        documents: ["policy"],
    },
    "aws:iam/instanceProfile:InstanceProfile": {
        global: true,
        id: input("name"),
        outputs: { arn: arn("iam", ({ id }) => `instance-profile/${id}`) },
        fixed: ["name"],
        name: { property: "name", pattern: /^[\w+=,.@-]{1,128}$/, auto: 128 },
    },
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": {
        global: true,
        id: ({ account, inputs }) =>
            `arn:aws:iam::${account}:role/aws-service-role/${String(inputs.awsServiceName)}/AWSServiceRoleForAutoScaling_${String(inputs.customSuffix)}`,
        outputs: { arn: own, name: ({ inputs }) => `AWSServiceRoleForAutoScaling_${String(inputs.customSuffix)}` },
        required: ["awsServiceName"],
        fixed: ["awsServiceName", "customSuffix"],
    },
    "aws:iam/policy:Policy": {
        global: true,
        id: ({ account, inputs }) => `arn:aws:iam::${account}:policy/${String(inputs.name)}`,
        outputs: { arn: own },
        required: ["policy"],
        fixed: ["name", "path"],
        documents: ["policy"],
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { global: true, ...joining("role", "policyArn") },
};
