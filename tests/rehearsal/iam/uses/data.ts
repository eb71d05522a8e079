import type { Known, KnownOf } from "../../needs/known";
import { engineOf } from "../rights";
import {
    arnOf,
    assuming,
    calls,
    encryptionOf,
    listOf,
    named,
    objectIn,
    type Properties,
    regionOf,
    type Use,
    usingKey,
} from "./use";

const backupGuide = "https://docs.aws.amazon.com/aws-backup/latest/devguide";

/** The vault that a selection's plan stores copies in, and those that it brings them to. */
function vaultsOf({ inputs }: Known, all: KnownOf): { readonly first: Known[]; readonly others: Known[] } {
    const rules = all("backup/plan")
        .filter(({ id }) => id === inputs.planId)
        .flatMap(({ inputs }) => listOf(inputs.rules) as readonly Properties[]);
    const copies = rules.flatMap(({ copyActions }) => listOf(copyActions) as readonly Properties[]);
    return {
        first: all("backup/vault").filter(({ inputs }) => rules.some(rule => rule.targetVaultName === inputs.name)),
        others: copies.flatMap(({ destinationVaultArn }) => named("backup/vault", destinationVaultArn, all) ?? []),
    };
}

/** What AWS Backup does in a region acts for this (docs.aws.amazon.com/aurora-dsql/latest/userguide/cross-service-confused-deputy-prevention.html). */
const sourceIn = (vault: Known) => ({ account: vault.account, arn: arnOf(vault) });

const tablesOf = ({ inputs }: Known, all: KnownOf) =>
    listOf(inputs.resources).flatMap(arn => named("dynamodb/table", arn, all) ?? []);

const keyOf = ({ inputs }: Known) => (inputs.serverSideEncryption as Properties | undefined)?.kmsKeyArn;

/** ARN of the copy of a table in a region. */
const copyIn = (table: Known, { regionName }: Properties) =>
    arnOf(table).replace(`:${regionOf(arnOf(table))}:`, `:${String(regionName)}:`);

const roleOf = ({ inputs }: Known) => ({ arn: String(inputs.iamRoleArn) });

/** The principal encrypts or reads what it puts into a store of AWS. */
const forData = ["GenerateDataKey", "Decrypt"];

/** Tables, copies, releases and secrets. */
export const data: readonly Use[] = [
    {
        of: "backup/selection",
        what: "have AWS Backup take on its role, for copies and for restores from each vault",
        source: `${backupGuide}/iam-service-roles.html`,
        calls: (one, all) => {
            const { first, others } = vaultsOf(one, all);
            return [...first, ...others].flatMap(vault =>
                assuming("backup.amazonaws.com", one.inputs.iamRoleArn, sourceIn(vault)),
            );
        },
    },
    {
        of: "backup/selection",
        what: "be created: AWS Backup lists resources with its role",
        // The message of AWS without this right, for which the provider waits.
        source: "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/backup/selection.go",
        calls: one => calls(roleOf(one), ["tag:GetResources"], "*"),
    },
    {
        of: "backup/selection",
        what: "copy its tables",
        source: `${backupGuide}/advanced-ddb-backup.html`,
        calls: (one, all) =>
            tablesOf(one, all).flatMap(table => [
                ...calls(
                    roleOf(one),
                    ["dynamodb:DescribeTable", "dynamodb:ListTagsOfResource", "dynamodb:StartAwsBackupJob"],
                    arnOf(table),
                ),
                ...usingKey(roleOf(one), forData, keyOf(table), { via: "dynamodb" }),
            ]),
    },
    {
        of: "backup/selection",
        what: "store copies under the keys of its vaults, and bring them to the other one",
        source: `${backupGuide}/encryption.html`,
        calls: (one, all) => {
            const { first, others } = vaultsOf(one, all);
            const by = roleOf(one);
            const more = { "kms:GrantIsForAWSResource": "true" };
            return [
                ...[...first, ...others].flatMap(({ inputs }) =>
                    usingKey(by, ["CreateGrant", "DescribeKey"], inputs.kmsKeyArn, { more }),
                ),
                ...first.flatMap(vault =>
                    calls(by, ["backup:CopyFromBackupVault", "backup:DescribeBackupVault"], arnOf(vault)),
                ),
                ...others.flatMap(vault =>
                    calls(by, ["backup:CopyIntoBackupVault", "backup:DescribeBackupVault"], arnOf(vault)),
                ),
            ];
        },
    },
    {
        of: "backup/selection",
        what: "restore its tables from each vault, under the vault's key",
        source: `${backupGuide}/restoring-dynamodb.html`,
        calls: (one, all) => {
            const { first, others } = vaultsOf(one, all);
            return [...first, ...others].flatMap(vault =>
                tablesOf(one, all).flatMap(({ id }) => [
                    ...calls(
                        roleOf(one),
                        ["dynamodb:RestoreTableFromAwsBackup"],
                        `arn:aws:dynamodb:${regionOf(arnOf(vault))}:${vault.account}:table/${id}-restored`,
                    ),
                    ...usingKey(roleOf(one), [...forData, "Encrypt", "DescribeKey"], vault.inputs.kmsKeyArn, {
                        via: "dynamodb",
                    }),
                ]),
            );
        },
    },
    {
        of: "dynamodb/table",
        what: "be created, with its copies, under the keys of their regions",
        source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html",
        calls: one =>
            [keyOf(one), ...listOf(one.inputs.replicas).map(replica => (replica as Properties).kmsKeyArn)].flatMap(
                key =>
                    usingKey(engineOf(one.account), ["CreateGrant", "DescribeKey", "Encrypt", ...forData], key, {
                        via: "dynamodb",
                    }),
            ),
    },
    {
        of: "dynamodb/table",
        what: "be read and written by programs in the networks of its regions",
        source: "docs/clouds/aws.md, What is built",
        calls: one =>
            [arnOf(one), ...listOf(one.inputs.replicas).map(replica => copyIn(one, replica as Properties))].flatMap(
                table =>
                    ["GetItem", "PutItem", "Query"].map(item => ({
                        by: engineOf(one.account),
                        action: `dynamodb:${item}`,
                        on: table,
                        from: { account: one.account, region: regionOf(table) },
                    })),
            ),
    },
    {
        of: "backup/vault",
        what: "be created under its key",
        source: `${backupGuide}/create-a-vault.html`,
        calls: ({ account, inputs }) =>
            usingKey(engineOf(account), ["CreateGrant", "DescribeKey", "RetireGrant", ...forData], inputs.kmsKeyArn, {
                via: "backup",
            }),
    },
    ...["s3/bucketObjectv2", "s3/objectCopy"].map((of): Use => ({
        of,
        what: "be put into its bucket, under the bucket's key",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
        calls: ({ account, inputs }, all) => {
            const { key } = encryptionOf(inputs.bucket, all);
            const more = {
                "s3:x-amz-server-side-encryption": "aws:kms",
                "s3:x-amz-server-side-encryption-aws-kms-key-id": String(key),
            };
            return [
                ...calls(engineOf(account), ["s3:PutObject"], objectIn(inputs.bucket, String(inputs.key)), more),
                ...usingKey(engineOf(account), forData, key, { via: "s3" }),
            ];
        },
    })),
    {
        of: "secretsmanager/secret",
        what: "have a value under its key",
        source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
        calls: one =>
            usingKey(engineOf(one.account), forData, one.inputs.kmsKeyId, {
                via: "secretsmanager",
                more: { "kms:EncryptionContext:SecretARN": arnOf(one) },
            }),
    },
];
