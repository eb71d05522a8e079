import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { splitRef } from "../../../plan/places/catalogue";
import type { StorePlan } from "../../../plan/store/store-plan";
import { retained } from "../../shared/retained";
import type { AwsLandingZone } from "../landing-zone";
import { physicalPrefix } from "../physical";
import { policy, trustOf } from "../policies";
import { makeRole } from "../role";

/** At full hours of a day, or at three o'clock of every so many days (rounded down); UTC. */
export function scheduleOf(everyHours: number): string {
    return everyHours < 24 ? `cron(0 0/${everyHours} * * ? *)` : `cron(0 3 1/${Math.floor(everyHours / 24)} * ? *)`;
}

/** Where copies are kept: in the primary's region, and far from it. */
export interface Backup {
    readonly vault: aws.backup.Vault;
    readonly distant: aws.backup.Vault;
}

/**
 * Copies at scheduled hours, each also in the cell's backup location, under a key of that location. Vaults are locked: only principals that may
 * unlock them delete a copy before its time (docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html, governance mode).
 */
export function makeBackup(
    name: string,
    { place, everyHours, retainDays }: NonNullable<StorePlan["backup"]>,
    tables: readonly (aws.dynamodb.Table | undefined)[],
    primary: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): Backup {
    const { account, cell, settings, short } = primary;
    const distantRegion = splitRef(place).name as aws.Region;
    const distantKey = new aws.kms.Key(
        `${name}-backup-key`,
        {
            region: distantRegion,
            description: `Backups of ${name}`,
            enableKeyRotation: true,
            deletionWindowInDays: 30,
            policy: policy({
                Sid: "Account",
                Effect: "Allow",
                Principal: { AWS: account.arn(pulumi.interpolate`iam::${account.id}:root`) },
                Action: "kms:*",
                Resource: "*",
            }),
        },
        retained(opts, settings),
    );
    const vaultIn = (child: string, region: aws.Region, kmsKeyArn: pulumi.Input<string>) => {
        const parts = { service: settings.service, cell: cell.name, region: short };
        const suffix = new random.RandomId(`${child}-name`, { byteLength: 3 }, opts).hex;
        const vault = new aws.backup.Vault(
            child,
            { region, name: pulumi.interpolate`${physicalPrefix("backup vault", parts)}${suffix}`, kmsKeyArn },
            // A vault with copies stays; another name would be another vault.
            { ...retained(opts, settings), ignoreChanges: ["name"] },
        );
        if (!settings.ephemeral) {
            new aws.backup.VaultLockConfiguration(
                child,
                {
                    region,
                    backupVaultName: vault.name,
                    minRetentionDays: Math.min(7, retainDays),
                    maxRetentionDays: retainDays,
                },
                // Deleting it would unlock a vault that is retained.
                retained(opts, settings),
            );
        }
        return vault;
    };
    const vault = vaultIn(`${name}-vault`, primary.region, primary.key);
    const distant = vaultIn(`${name}-distant-vault`, distantRegion, distantKey.arn);
    const plan = new aws.backup.Plan(
        `${name}-backup`,
        {
            region: primary.region,
            rules: [
                {
                    ruleName: `every-${everyHours}-hours`,
                    targetVaultName: vault.name,
                    schedule: scheduleOf(everyHours),
                    startWindow: 60,
                    completionWindow: 720,
                    lifecycle: { deleteAfter: retainDays },
                    copyActions: [{ destinationVaultArn: distant.arn, lifecycle: { deleteAfter: retainDays } }],
                },
            ],
        },
        pulumi.mergeOptions(opts, { dependsOn: [...primary.singletons.optIntoBackups()] }),
    );
    const { arn } = makeRole(
        name,
        "backup",
        {
            description: `backup of ${name}`,
            // In any region: AWS Backup restores from the distant vault in that vault's region.
            trust: trustOf("backup.amazonaws.com", account.id),
            managed: {
                backup: "AWSBackupServiceRolePolicyForBackup",
                restores: "AWSBackupServiceRolePolicyForRestores",
            },
        },
        primary,
        opts,
    );
    new aws.backup.Selection(
        `${name}-backup`,
        {
            region: primary.region,
            planId: plan.id,
            iamRoleArn: arn,
            resources: tables.flatMap(table => (table ? [table.arn] : [])),
        },
        opts,
    );
    return { vault, distant };
}
