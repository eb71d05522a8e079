import { assuming, calls, listOf, type Properties, type Use, usingKey } from "./use";

/** Repositories that replication creates. */
export const images: readonly Use[] = [
    {
        of: "ecr/repositoryCreationTemplate",
        what: "have ECR create repositories under its key",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-custom.html",
        calls: ({ account, inputs }) => {
            const role = inputs.customRoleArn;
            if (typeof role !== "string") return [];
            const by = { arn: role };
            const repository = `arn:aws:ecr:${String(inputs.region)}:${account}:repository/meridian/gate`;
            const encryptions = listOf(inputs.encryptionConfigurations) as readonly Properties[];
            return [
                ...assuming("ecr.amazonaws.com", role),
                ...calls(by, ["ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"], repository),
                ...encryptions.flatMap(({ kmsKey }) =>
                    usingKey(by, ["CreateGrant", "DescribeKey", "RetireGrant"], kmsKey, { via: "ecr" }),
                ),
            ];
        },
    },
];
