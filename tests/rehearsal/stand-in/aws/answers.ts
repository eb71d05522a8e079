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
    // Every image is in its registry, but those that a test removes: of a repository whose name says so.
    "aws:ecr/getImage:getImage": ({ region }, { args }) => {
        const { imageDigest, registryId, repositoryName } = args;
        const name = String(repositoryName);
        const of = `with name '${name}' in the registry with id '${String(registryId)}'`;
        if (name.includes("not-created"))
            throw new Error(`RepositoryNotFoundException: The repository ${of} does not exist`);
        if (name.includes("not-pushed"))
            throw new Error(
                `ImageNotFoundException: The image with imageId {imageDigest:'${String(imageDigest)}'} does not exist within the repository ${of}`,
            );
        return { id: imageDigest, imageDigest, registryId, repositoryName, region, imageTags: [] };
    },
    "aws:index/getPartition:getPartition": () => ({
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
    }),
};
