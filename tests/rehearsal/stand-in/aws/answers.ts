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
    "aws:index/getPartition:getPartition": () => ({
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
    }),
};
