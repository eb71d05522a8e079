import { type Entry, global, statement, thing } from "./entry";

const table = (region: string) => `arn:aws:dynamodb:${region}:111122223333:table/features`;
const reads = (on: unknown) => statement({ Action: "dynamodb:GetItem", Resource: on });
const mayIn = (who: unknown) =>
    statement({ Principal: who, Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*" });

export const identity: Readonly<Record<string, Entry>> = {
    "identity/lasting-key": {
        complies: [global("aws:iam/accessKey:AccessKey", "key", { status: "Inactive" })],
        change: { of: "key", path: "status", to: "Active" },
        apart: [global("aws:iam/user:User", "user")],
    },
    "identity/public-principal": {
        complies: [
            thing("aws:s3/bucketPolicy:BucketPolicy", "policy", {
                bucket: "bucket",
                policy: mayIn({ AWS: "arn:aws:iam::111122223333:root" }),
            }),
        ],
        change: { of: "policy", path: "policy", to: mayIn("*") },
        apart: [
            // Clients without TLS are rejected, whatever their identity.
            thing("aws:s3/bucketPolicy:BucketPolicy", "policy", {
                bucket: "bucket",
                policy: JSON.stringify({
                    Statement: { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" },
                }),
            }),
            thing("aws:sns/topicPolicy:TopicPolicy", "topic", {
                policy: statement({
                    Principal: { AWS: "*" },
                    Action: "sns:Publish",
                    Resource: "*",
                    Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } },
                }),
            }),
        ],
    },
    "identity/region-scoped": {
        complies: [
            global("aws:iam/rolePolicy:RolePolicy", "reads", {
                policy: reads([table("eu-west-1"), table("eu-central-1")]),
            }),
        ],
        change: { of: "reads", path: "policy", to: reads([table("eu-west-1"), table("us-east-1")]) },
        apart: [
            global("aws:iam/rolePolicy:RolePolicy", "logs", {
                policy: statement({ Action: "logs:PutLogEvents", Resource: "arn:aws:logs:*:111122223333:*" }),
            }),
        ],
    },
    "identity/wildcard": {
        complies: [global("aws:iam/rolePolicy:RolePolicy", "reads", { policy: reads(table("eu-west-1")) })],
        change: { of: "reads", path: "policy", to: reads("*") },
        apart: [
            global("aws:iam/rolePolicy:RolePolicy", "lists", {
                policy: statement({ Action: ["dynamodb:ListTables", "ecr:GetAuthorizationToken"], Resource: "*" }),
            }),
        ],
    },
};
