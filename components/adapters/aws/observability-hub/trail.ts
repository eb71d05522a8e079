import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { splitRef } from "../../../plan/places/catalogue";
import type { WatchPlan } from "../../../plan/watch/watch-plan";
import type { Called } from "../../../scope";
import { retained } from "../../shared/retained";
import { makeBucket } from "../bucket";
import type { AwsLandingZone } from "../landing-zone";
import { globalEvents } from "./global-events";

/**
 * Regions without a landing zone in which something of a cell can be changed: its backup location, and where global services record. Each
 * once for an account, with the landing zone of a primary region, where its events are stored.
 */
export function remoteTrails(landings: readonly AwsLandingZone[]): ReadonlyMap<AwsLandingZone, readonly aws.Region[]> {
    const idOf = ({ account }: AwsLandingZone, region: string) => ({ account: account.identity, region });
    const covered = landings.map(landing => idOf(landing, landing.region));
    const primaries = landings.filter(({ cell, target }) => target.region === cell.primary);
    return new Map(
        primaries.map(landing => {
            const { backup } = landing.cell;
            const isOnAws = backup !== undefined && splitRef(backup).cloud === "aws";
            const wanted: readonly aws.Region[] = [
                ...(isOnAws ? [splitRef(backup).name as aws.Region] : []),
                globalEvents,
            ];
            const remotes = wanted.filter(region => {
                const { account } = landing;
                if (covered.some(each => each.account === account.identity && each.region === region)) return false;
                covered.push(idOf(landing, region));
                return true;
            });
            return [landing, remotes] as const;
        }),
    );
}

/**
 * Who changed what in a region, kept there under the region's key, with digests by which `aws cloudtrail validate-logs` finds what was
 * changed or taken away since. One for each region: a trail of all regions would bring them together in one. Those of `remotes` write to
 * the same bucket, as a trail and its bucket may lie in two regions; the key has to lie where the bucket does
 * (docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html).
 */
export function makeTrails(
    calledIn: (region: aws.Region) => Called,
    { logs }: WatchPlan,
    landing: AwsLandingZone,
    remotes: readonly aws.Region[],
    opts: pulumi.CustomResourceOptions,
): aws.cloudtrail.Trail[] {
    const { account, cell, key, region, settings } = landing;
    const { name } = calledIn(region);
    const trails = [region, ...remotes].map(of => ({ of, ...calledIn(of) }));
    const arns = trails.map(({ of, physical }) =>
        account.arn(pulumi.interpolate`cloudtrail:${of}:${account.id}:trail/${physical}-audit`),
    );
    const ofTrail = { StringEquals: { "aws:SourceArn": remotes.length === 0 ? arns[0]! : arns } };
    const trail = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" }, Condition: ofTrail } as const;
    const { bucket, ready } = makeBucket(
        `${name}-audit`,
        {
            encryption: { kmsMasterKeyId: key },
            expireDays: logs.retainDays[cell.name]!,
            versioned: true,
            ...(settings.auditLock && { lock: settings.auditLock }),
            forceDestroy: settings.ephemeral,
            statements: ({ arn }) => [
                { Sid: "Asks", ...trail, Action: "s3:GetBucketAcl", Resource: arn },
                {
                    Sid: "Writes",
                    ...trail,
                    Action: "s3:PutObject",
                    Resource: pulumi.interpolate`${arn}/AWSLogs/${account.id}/*`,
                },
            ],
        },
        landing,
        retained(opts, settings),
    );
    return trails.map(
        ({ name, of, physical }) =>
            new aws.cloudtrail.Trail(
                `${name}-audit`,
                {
                    region: of,
                    name: `${physical}-audit`,
                    s3BucketName: bucket.id,
                    kmsKeyId: key,
                    enableLogFileValidation: true,
                    isMultiRegionTrail: false,
                    // A trail that also logs them elsewhere has them twice.
                    includeGlobalServiceEvents: of === globalEvents,
                    eventSelectors: [{ readWriteType: "WriteOnly", includeManagementEvents: true }],
                },
                { ...opts, dependsOn: [...ready] },
            ),
    );
}
