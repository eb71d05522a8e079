import { type Counterpart, ofProvider } from "./counterpart";

const bucket = "AWS::S3::Bucket";
/** CloudFormation has as a property of a bucket what the provider has beside it. */
const ofBucket = { bucket: "BucketName" };

const ofTable = {
    attributes: "AttributeDefinitions",
    "attributes[].name": "AttributeDefinitions[].AttributeName",
    "attributes[].type": "AttributeDefinitions[].AttributeType",
    hashKey: "KeySchema[0]",
    name: "TableName",
    rangeKey: "KeySchema[1]",
    streamViewType: "StreamSpecification.StreamViewType",
    ttl: "TimeToLiveSpecification",
};

const keyTypes = {
    hashKey: (AttributeName: unknown) => ({ AttributeName, KeyType: "HASH" }),
    rangeKey: (AttributeName: unknown) => ({ AttributeName, KeyType: "RANGE" }),
};

/** Keys, secrets, buckets, tables and their backups. */
export const data: Readonly<Record<string, Counterpart | readonly Counterpart[]>> = {
    "backup/plan": {
        type: "AWS::Backup::BackupPlan",
        names: {
            name: "BackupPlan.BackupPlanName",
            rules: "BackupPlan.BackupPlanRule",
            "rules[].completionWindow": "BackupPlan.BackupPlanRule[].CompletionWindowMinutes",
            "rules[].copyActions[].destinationVaultArn":
                "BackupPlan.BackupPlanRule[].CopyActions[].DestinationBackupVaultArn",
            "rules[].copyActions[].lifecycle.deleteAfter":
                "BackupPlan.BackupPlanRule[].CopyActions[].Lifecycle.DeleteAfterDays",
            "rules[].lifecycle.deleteAfter": "BackupPlan.BackupPlanRule[].Lifecycle.DeleteAfterDays",
            "rules[].schedule": "BackupPlan.BackupPlanRule[].ScheduleExpression",
            "rules[].startWindow": "BackupPlan.BackupPlanRule[].StartWindowMinutes",
            "rules[].targetVaultName": "BackupPlan.BackupPlanRule[].TargetBackupVault",
        },
    },
    "backup/selection": {
        type: "AWS::Backup::BackupSelection",
        names: {
            iamRoleArn: "BackupSelection.IamRoleArn",
            name: "BackupSelection.SelectionName",
            planId: "BackupPlanId",
            resources: "BackupSelection.Resources",
        },
    },
    "backup/vault": {
        type: "AWS::Backup::BackupVault",
        names: { kmsKeyArn: "EncryptionKeyArn", name: "BackupVaultName" },
        without: { forceDestroy: ofProvider },
    },
    "backup/vaultLockConfiguration": {
        type: "AWS::Backup::BackupVault",
        names: {
            changeableForDays: "LockConfiguration.ChangeableForDays",
            maxRetentionDays: "LockConfiguration.MaxRetentionDays",
            minRetentionDays: "LockConfiguration.MinRetentionDays",
        },
    },
    // A type there has copies, and says of all of them what another one says of one table.
    "dynamodb/table": [
        {
            type: "AWS::DynamoDB::Table",
            names: {
                ...ofTable,
                pointInTimeRecovery: "PointInTimeRecoverySpecification",
                "pointInTimeRecovery.enabled": "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
                "serverSideEncryption.enabled": "SSESpecification.SSEEnabled",
                "serverSideEncryption.kmsKeyArn": "SSESpecification.KMSMasterKeyId",
            },
            values: keyTypes,
            adds: { "SSESpecification.SSEType": "KMS" },
            without: { replicas: "are of the other type", streamEnabled: "follows from the kind of its stream there" },
        },
        {
            type: "AWS::DynamoDB::GlobalTable",
            only: "replicas",
            names: {
                ...ofTable,
                "replicas[].kmsKeyArn": "Replicas[].SSESpecification.KMSMasterKeyId",
                "replicas[].pointInTimeRecovery":
                    "Replicas[].PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
                "replicas[].regionName": "Replicas[].Region",
                "serverSideEncryption.enabled": "SSESpecification.SSEEnabled",
            },
            values: keyTypes,
            without: {
                deletionProtectionEnabled: "is of each copy there",
                pointInTimeRecovery: "is of each copy there",
                "replicas[].consistencyMode": "is of the table there",
                "replicas[].propagateTags": ofProvider,
                "serverSideEncryption.kmsKeyArn": "is of each copy there",
                streamEnabled: "follows from the kind of its stream there",
            },
        },
    ],
    "kms/alias": { type: "AWS::KMS::Alias", names: { name: "AliasName" } },
    "kms/key": {
        type: "AWS::KMS::Key",
        names: { deletionWindowInDays: "PendingWindowInDays", policy: "KeyPolicy" },
        values: { policy: "json" },
    },
    "s3/bucket": {
        type: bucket,
        names: { bucket: "BucketName", bucketPrefix: "BucketNamePrefix" },
        without: { forceDestroy: ofProvider },
    },
    "s3/bucketLifecycleConfiguration": {
        type: bucket,
        names: {
            ...ofBucket,
            rules: "LifecycleConfiguration.Rules",
            "rules[].expiration.days": "LifecycleConfiguration.Rules[].ExpirationInDays",
            "rules[].expiration.expiredObjectDeleteMarker": "LifecycleConfiguration.Rules[].ExpiredObjectDeleteMarker",
        },
        without: { "rules[].filter": "is empty for all objects, which CloudFormation says by nothing" },
    },
    "s3/bucketOwnershipControls": {
        type: bucket,
        names: { ...ofBucket, rule: "OwnershipControls.Rules[0]" },
    },
    "s3/bucketPolicy": {
        type: "AWS::S3::BucketPolicy",
        names: { policy: "PolicyDocument" },
        values: { policy: "json" },
    },
    "s3/bucketPublicAccessBlock": {
        type: bucket,
        names: {
            ...ofBucket,
            blockPublicAcls: "PublicAccessBlockConfiguration.BlockPublicAcls",
            blockPublicPolicy: "PublicAccessBlockConfiguration.BlockPublicPolicy",
            ignorePublicAcls: "PublicAccessBlockConfiguration.IgnorePublicAcls",
            restrictPublicBuckets: "PublicAccessBlockConfiguration.RestrictPublicBuckets",
        },
    },
    "s3/bucketServerSideEncryptionConfiguration": {
        type: bucket,
        names: {
            ...ofBucket,
            rules: "BucketEncryption.ServerSideEncryptionConfiguration",
            "rules[].applyServerSideEncryptionByDefault":
                "BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault",
            "rules[].applyServerSideEncryptionByDefault.kmsMasterKeyId":
                "BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.KMSMasterKeyID",
            "rules[].applyServerSideEncryptionByDefault.sseAlgorithm":
                "BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.SSEAlgorithm",
        },
    },
    "s3/bucketObjectLockConfiguration": {
        type: bucket,
        names: { ...ofBucket, rule: "ObjectLockConfiguration.Rule" },
        adds: { ObjectLockEnabled: true },
    },
    "s3/bucketVersioning": { type: bucket, names: ofBucket },
    "secretsmanager/secret": {
        type: "AWS::SecretsManager::Secret",
        without: { recoveryWindowInDays: "belongs to the request that deletes it" },
    },
    "secretsmanager/secretVersion": {
        type: "AWS::SecretsManager::Secret",
        without: { secretId: "names the secret, of which a version is a part" },
    },
};
