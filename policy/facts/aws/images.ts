import type { Resource } from "../../resource";
import type { Row } from "../fact";
import { all, named, toNamed } from "../forms";
import { namesWho } from "./statements";
import { is, toBucketOf, toRegions, underKey } from "./words";

const ofRepository = (resource: Resource) => named(resource, "repository");

/** Images of what runs. */
export const images: Readonly<Record<string, Row>> = {
    "aws:ecr/repository:Repository": {
        holds: "artifacts",
        names: ["repositoryUrl"],
        encryption: underKey("encryptionConfigurations[].kmsKey"),
    },
    "aws:ecr/repositoryPolicy:RepositoryPolicy": {
        about: ofRepository,
        claims: { "identity/public-principal": namesWho("policy") },
    },
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": { about: ofRepository },
    "aws:ecr/registryPolicy:RegistryPolicy": { claims: { "identity/public-principal": namesWho("policy") } },
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": {},
    "aws:ecr/accountSetting:AccountSetting": {},
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": {
        flows: toRegions("artifact", "replicationConfiguration.rules[].destinations[].region"),
    },
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": {},
    // What is pulled comes in; nothing goes out by it.
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": {},
    "aws:ecrpublic/repository:Repository": {
        holds: "artifacts",
        place: () => ({ is: "at", places: ["aws:global"] }),
        claims: { "identity/public-principal": () => ({ holds: false, path: "repositoryName" }) },
    },
    "aws:imagebuilder/distributionConfiguration:DistributionConfiguration": {
        flows: toRegions("artifact", "distributions[].region"),
    },
    "aws:codeartifact/domain:Domain": { holds: "artifacts", encryption: underKey("encryptionKey") },
    "aws:codeartifact/repository:Repository": { holds: "artifacts" },
    "aws:codebuild/project:Project": {
        runs: true,
        flows: all(
            toBucketOf("artifact", "artifacts.location"),
            toBucketOf("artifact", "secondaryArtifacts[].location"),
            // The layers of an image are on the machine itself where it isn't S3 that keeps them.
            resource =>
                is("cache.type", "S3")(resource).holds === false
                    ? []
                    : toBucketOf("artifact", "cache.location")(resource),
            resource =>
                is("logsConfig.s3Logs.status", "ENABLED")(resource).holds === false
                    ? []
                    : toBucketOf("log", "logsConfig.s3Logs.location")(resource),
        ),
    },
    "aws:codepipeline/pipeline:Pipeline": {
        flows: resource => [
            ...toNamed("artifact", "artifactStores[].location")(resource),
            ...toRegions("artifact", "artifactStores[].region")(resource),
        ],
    },
};
