import type { Behaviour } from "../behaviour";

/** What is asked of AWS without anything being made. */
export const awsAnswers: Behaviour["answers"] = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": ({ region = "" }) => ({
        id: region,
        names: ["a", "b", "c"].map(letter => `${region}${letter}`),
        zoneIds: [1, 2, 3].map(i => `${region}-az${i}`),
        groupNames: [region],
    }),
    "aws:index/getCallerIdentity:getCallerIdentity": ({ account }) => ({
        id: account,
        accountId: account,
        arn: `arn:aws:iam::${account}:user/rehearsal`,
        userId: "AIDAREHEARSAL",
    }),
    // Every image is in its registry, but those whose repository is called so by a test. As the provider reports it: with and without the
    // repository in the same words (hashicorp/terraform-provider-aws, internal/service/ecr/image_data_source.go).
    "aws:ecr/getImage:getImage": ({ region }, { args }) => {
        const { imageDigest, registryId, repositoryName } = args;
        if (String(repositoryName).includes("not-pushed"))
            throw new Error("reading ECR Images: couldn't find resource");
        return { id: imageDigest, imageDigest, registryId, repositoryName, region, imageTags: [] };
    },
    "aws:index/getPartition:getPartition": () => ({
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
    }),
};
