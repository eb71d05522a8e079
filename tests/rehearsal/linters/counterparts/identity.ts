import type { Counterpart } from "./counterpart";

/** Roles and their policies. */
export const identity: Readonly<Record<string, Counterpart>> = {
    "iam/instanceProfile": {
        type: "AWS::IAM::InstanceProfile",
        names: { name: "InstanceProfileName", role: "Roles[0]" },
    },
    "iam/role": {
        type: "AWS::IAM::Role",
        names: {
            assumeRolePolicy: "AssumeRolePolicyDocument",
            name: "RoleName",
            permissionsBoundary: "PermissionsBoundary",
        },
        values: { assumeRolePolicy: "json" },
    },
    "iam/rolePolicy": {
        type: "AWS::IAM::RolePolicy",
        names: { name: "PolicyName", policy: "PolicyDocument", role: "RoleName" },
        values: { policy: "json" },
    },
    "iam/serviceLinkedRole": { type: "AWS::IAM::ServiceLinkedRole", names: { awsServiceName: "AWSServiceName" } },
};
