import type { Resource } from "../../resource";
import type { Row } from "../fact";
import { named, toNamed } from "../forms";
import { namesWho } from "./statements";
import { toRegions, underKey } from "./words";

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
    "aws:codebuild/project:Project": { flows: toNamed("artifact", "artifacts.location") },
    "aws:codepipeline/pipeline:Pipeline": {
        flows: resource => [
            ...toNamed("artifact", "artifactStores[].location")(resource),
            ...toRegions("artifact", "artifactStores[].region")(resource),
        ],
    },
};
