import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../../../plan/cells/cell";
import { type RegionRef, splitRef } from "../../../plan/places/catalogue";
import { ecrImage } from "../ecr";
import { policy, type Statement } from "../policies";
import { makeRole } from "../role";
import type { LandingScope } from "./scope";

/** What an account has once in a region, by what AWS calls it. */
export const onceInRegion = {
    replication: "replication of images",
    replicas: "template of repositories that replication creates",
    backups: "opt-in of AWS Backup",
} as const;

export type Single = keyof typeof onceInRegion;

/** Which of them a cell needs in one of its regions. */
export function singlesIn({ primary, regions }: Cell, region: RegionRef, hasBackups: boolean): Single[] {
    if (region !== primary) return ["replicas"];
    return [...(regions.length > 1 ? (["replication"] as const) : []), ...(hasBackups ? (["backups"] as const) : [])];
}

/**
 * Resources that an account has once per region and shares between stacks. With `manage: false` none of them is created, and the owner of
 * the account provides them.
 */
export interface Singletons {
    /**
     * Has AWS Backup take copies of tables, and bring them elsewhere: accounts have to opt in
     * (docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html). What must be there before a plan.
     */
    readonly optIntoBackups: () => readonly pulumi.Resource[];
}

export function makeSingletons(scope: LandingScope, key: pulumi.Input<string>): Singletons {
    const { cell, region, settings } = scope;
    if (!settings.manage) return { optIntoBackups: () => [] };
    const singles = singlesIn(cell, `aws:${region}`, false);
    if (singles.includes("replication")) {
        const others = cell.regions.filter(ref => ref !== cell.primary).map(ref => splitRef(ref).name);
        replicateImages(scope, others);
    }
    if (singles.includes("replicas")) protectReplicatedImages(scope, key);
    let opted: aws.backup.RegionSettings | undefined;
    return { optIntoBackups: () => [(opted ??= optIn(scope))] };
}

/**
 * Images that are pushed where the cell's primary is are in its other regions a little later, and nowhere else: no task needs another region
 * to start. Images that were there before are not: they are pushed after the first update (docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html).
 */
function replicateImages(
    { name, region, cell, account, settings, opts }: LandingScope,
    others: readonly string[],
): void {
    const destinations = others.map(region => ({ region, registryId: account.id }));
    // Of the account's repositories those alone that the cell uses.
    const own = (settings.ownImages?.get(cell.name) ?? []).filter(image => ecrImage(image)?.account === "{account}");
    const images = [...Object.values(settings.images as unknown as Record<string, string>), ...own];
    const repositoryFilters = repositoriesOf(images).map(filter => ({ filter, filterType: "PREFIX_MATCH" }));
    // A rule without filters replicates all that the account has.
    if (repositoryFilters.length === 0) return;
    new aws.ecr.ReplicationConfiguration(
        `${name}-images`,
        { region, replicationConfiguration: { rules: [{ destinations, repositoryFilters }] } },
        opts,
    );
}

/** Repositories that replication makes have nothing of the one that they are copies of: neither its key, nor that tags stay. */
function protectReplicatedImages(scope: LandingScope, key: pulumi.Input<string>): void {
    const { name, region, account, opts } = scope;
    const statements: readonly Statement[] = [
        {
            Sid: "Repositories",
            Effect: "Allow",
            Action: ["ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"],
            Resource: account.arn(pulumi.interpolate`ecr:${region}:${account.id}:repository/*`),
        },
        {
            Sid: "Key",
            Effect: "Allow",
            Action: ["kms:CreateGrant", "kms:RetireGrant", "kms:DescribeKey"],
            Resource: key,
            Condition: { StringEquals: { "kms:ViaService": `ecr.${region}.amazonaws.com` } },
        },
    ];
    const { arn } = makeRole(
        name,
        "images",
        {
            description: `images of ${name}`,
            // As its documentation has it, which knows no conditions here; no other account's can be passed it
            // (docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-create-iam.html).
            trust: policy({ Effect: "Allow", Principal: { Service: "ecr.amazonaws.com" }, Action: "sts:AssumeRole" }),
            statements,
        },
        scope,
        opts,
    );
    new aws.ecr.RepositoryCreationTemplate(
        `${name}-images`,
        {
            region,
            prefix: "ROOT",
            description: `Images of ${name}`,
            appliedFors: ["REPLICATION"],
            imageTagMutability: "IMMUTABLE",
            encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key }],
            customRoleArn: arn,
        },
        opts,
    );
}

/**
 * Repositories of ECR in which images lie: `{account}.dkr.ecr.{region}.amazonaws.com/tools/envoy@sha256:…` → `tools/envoy`. What another
 * registry calls one may be longer than a filter, which has 256 characters at most
 * (docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RepositoryFilter.html).
 */
export function repositoriesOf(images: readonly string[]): string[] {
    return [...new Set(images)].flatMap(image => ecrImage(image)?.repository ?? []).sort();
}

function optIn({ name, region, opts }: LandingScope): aws.backup.RegionSettings {
    return new aws.backup.RegionSettings(
        `${name}-backups`,
        {
            region,
            resourceTypeOptInPreference: { DynamoDB: true },
            resourceTypeManagementPreference: { DynamoDB: true },
        },
        // AWS answers with all types that it knows, which would otherwise be a difference at every refresh.
        { ...opts, ignoreChanges: ["resourceTypeOptInPreference", "resourceTypeManagementPreference"] },
    );
}
