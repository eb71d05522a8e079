import type { Resource } from "../../resource";
import type { Claim, Encryption, FlowFact, Row } from "../fact";
import {
    all,
    asCopied,
    atLeast,
    encryptedIf,
    every,
    flag,
    fromNamed,
    isOfProgram,
    matching,
    named,
    noneOf,
    toNamed,
    where,
} from "../forms";
import { namesWho } from "./statements";
import { is, toEach, toRegions, underKey, underKeyIf, withPolicy } from "./words";

const needs = { "durability/distant-backup": "it has no copy in another location of its cell" };

const isReplica = ({ properties }: Resource) => properties.has("replicateSourceDb");
const ofItself = underKeyIf("storageEncrypted", "kmsKeyId");
/** One in its source's region is encrypted as that is; in another one it says a key of there, whatever else it says. */
const ofReplica = (resource: Resource): Encryption => {
    const own = underKey("kmsKeyId")(resource);
    if (own.by === "customer" || isOfProgram(resource, "kmsKeyId")) return own;
    const source = named(resource, "replicateSourceDb");
    return { by: "source", source, otherwise: { by: "undetermined", path: "kmsKeyId" } };
};
const isProtected = { "durability/deletion-protection": flag("deletionProtection") };
/** A day of backups at least: with none there is no time to go back to (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html). */
const isBackedUp = (path: string, otherwise: boolean) => ({
    "durability/point-in-time-recovery": atLeast(path, 1, otherwise),
});
const isHidden = { "exposure/public-database": flag("publiclyAccessible", false) };

/** A snapshot that is shared with `all` is public (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html). */
const forSome = { "identity/public-principal": noneOf("sharedAccounts[]", /^all$/) };

/** Members of a global database have its data, whichever of them writes. */
const ofGlobal = (path: string) => all(toNamed("replication", path), fromNamed("replication", path));

/** Parameters by which databases take connections without TLS, or don't. */
const tlsParameters = /^(rds\.force_ssl|require_secure_transport|tls|neptune_enforce_ssl|require_ssl)$/;
const isOn = /^(1|on|true|enabled|fips-140-3|tls1\.[23]\+)$/i;

/** A group that says nothing of TLS leaves it to what its engine does by itself. */
function takesTlsOnly({ properties }: Resource): Claim | undefined {
    const path = "parameters";
    const { isKnown, items } = properties.list(path);
    const values = items.flatMap(item => {
        const name = item.text("name");
        return name.is === "known" && tlsParameters.test(name.value) ? [item.text("value")] : [];
    });
    if (values.some(read => read.is === "known" && !isOn.test(read.value))) return { holds: false, path };
    if (!isKnown || values.some(({ is }) => is === "unknown")) return { holds: "undetermined", path };
    return values.length === 0 ? undefined : { holds: true, path };
}

const tls = { "encryption/internal-transit": takesTlsOnly };

/** A snapshot that is taken to another region goes there. */
const toRegion =
    (kind: "backup", source: string, destination: string) =>
    (resource: Resource): FlowFact[] =>
        toRegions(
            kind,
            destination,
        )(resource).map(fact => ({
            ...fact,
            from: { named: resource.properties.text(source), property: source },
        }));

const collections = ["aws:opensearch/serverlessCollection:ServerlessCollection"];

/** Policies name a collection, or all that begin with something; no name is of more than 32 letters. */
function calledByPolicies({ properties }: Resource): string[] {
    const name = properties.text("name");
    if (name.is !== "known") return [];
    const { length } = name.value.slice(0, 32);
    const beginnings = Array.from({ length }, (_, i) => `collection/${name.value.slice(0, i)}*`);
    return [`collection/${name.value}`, ...beginnings];
}

/** The key at the top is an output: AWS's own is called `auto` there, and none is known before the first update. */
function ofCollection(resource: Resource): Encryption {
    if (isOfProgram(resource, "encryptionConfigs") || resource.properties.has("encryptionConfigs[].kmsKeyArn"))
        return underKey("encryptionConfigs[].kmsKeyArn")(resource);
    const path = "kmsKeyArn";
    const key = resource.properties.text(path);
    if (key.is === "known" && key.value.startsWith("arn:")) return { by: "customer", key: named(resource, path) };
    return key.is === "unknown"
        ? {
              by: "undetermined",
              path,
              reason: "its key is known only after its first update",
              isMadeLater: true,
          }
        : { by: "provider" };
}

/** Of a collection, what an encryption policy says; a network policy says nothing of it. */
function ofPolicy({ properties }: Resource): Encryption {
    const [policy] = properties.documents("policy");
    const key = policy?.is === "known" ? policy.value.text("KmsARN") : undefined;
    return key?.is === "known" ? { by: "customer", key: { named: key, property: "policy" } } : { by: "provider" };
}

/**
 * A network policy admits the endpoints that it names, or all. If it refers to an endpoint that does not exist yet, the next preview
 * reports it.
 */
function isReachedFromNetworks({ comesFrom, properties }: Resource): Claim {
    const path = "policy";
    const policies = properties.documents(path);
    const reads = policies.map(read => (read.is === "known" ? read.value.flag("AllowFromPublic") : read));
    if (reads.some(read => read.is === "known" && read.value)) return { holds: false, path };
    if (reads.every(({ is }) => is !== "unknown")) return { holds: true, path };
    return { holds: "undetermined", path, ...((comesFrom[path] ?? []).length > 0 && { isMadeLater: true }) };
}

/** Where an endpoint of a migration writes what it is sent. */
const targets = [
    "serverName",
    "kinesisSettings.streamArn",
    "kafkaSettings.broker",
    "elasticsearchSettings.endpointUri",
    "redisSettings.serverName",
    // All that comes to Redshift is put there first (docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Redshift.html).
    "redshiftSettings.bucketName",
] as const;

/** What keeps a service's data, record by record. Properties: https://www.pulumi.com/registry/packages/aws/ (7.48). */
export const databases: Readonly<Record<string, Row>> = {
    "aws:dynamodb/table:Table": {
        holds: "data",
        names: ["streamArn"],
        needs,
        // Turned off is under DynamoDB's own key, whatever is said beside it (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SSESpecification.html).
        encryption: resource =>
            flag("serverSideEncryption.enabled", true, true)(resource).holds === false
                ? { by: "provider" }
                : underKey("serverSideEncryption.kmsKeyArn")(resource),
        flows: all(
            toRegions("replication", "replicas[].regionName"),
            toRegions("replication", "globalTableWitness.regionName"),
            toNamed("key", "replicas[].kmsKeyArn"),
            // Made of what another has, or had (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableToPointInTime.html).
            fromNamed("backup", "restoreSourceTableArn"),
            fromNamed("backup", "restoreBackupArn"),
            fromNamed("backup", "importTable.s3BucketSource.bucket"),
        ),
        claims: {
            "durability/deletion-protection": flag("deletionProtectionEnabled"),
            "durability/point-in-time-recovery": flag("pointInTimeRecovery.enabled"),
        },
    },
    "aws:dynamodb/tableReplica:TableReplica": {
        holds: "copies",
        encryption: underKey("kmsKeyArn"),
        flows: fromNamed("replication", "globalTableArn"),
    },
    "aws:dynamodb/globalTable:GlobalTable": {
        about: resource => named(resource, "name"),
        flows: toRegions("replication", "replicas[].regionName"),
    },
    "aws:dynamodb/kinesisStreamingDestination:KinesisStreamingDestination": {
        flows: resource => [
            {
                kind: "event",
                path: "streamArn",
                from: { named: resource.properties.text("tableName"), property: "tableName" },
                to: { named: resource.properties.text("streamArn"), property: "streamArn" },
            },
        ],
    },
    "aws:dynamodb/tableExport:TableExport": {
        flows: resource => [
            {
                kind: "backup",
                path: "s3Bucket",
                from: { named: resource.properties.text("tableArn"), property: "tableArn" },
                to: { named: resource.properties.text("s3Bucket"), property: "s3Bucket" },
            },
        ],
    },
    "aws:dynamodb/resourcePolicy:ResourcePolicy": { claims: { "identity/public-principal": namesWho("policy") } },
    "aws:dynamodb/contributorInsights:ContributorInsights": {},
    "aws:dynamodb/tableItem:TableItem": {},
    "aws:rds/instance:Instance": {
        holds: "data",
        names: ["identifier"],
        needs,
        encryption: resource => (isReplica(resource) ? ofReplica(resource) : ofItself(resource)),
        flows: fromNamed("replication", "replicateSourceDb"),
        claims: {
            ...isHidden,
            ...isProtected,
            // A replica has its source's.
            "durability/point-in-time-recovery": where(
                resource => !isReplica(resource),
                atLeast("backupRetentionPeriod", 1),
            ),
        },
    },
    "aws:rds/cluster:Cluster": {
        holds: "data",
        names: ["clusterIdentifier"],
        needs,
        encryption: underKeyIf("storageEncrypted", "kmsKeyId"),
        flows: all(ofGlobal("globalClusterIdentifier"), fromNamed("replication", "replicationSourceIdentifier")),
        claims: { ...isProtected, ...isBackedUp("backupRetentionPeriod", true) },
    },
    "aws:rds/clusterInstance:ClusterInstance": { claims: isHidden },
    // It is asked for wherever its first cluster is; others join it from where they are.
    "aws:rds/globalCluster:GlobalCluster": {
        names: ["globalClusterIdentifier"],
        flows: fromNamed("replication", "sourceDbClusterIdentifier"),
        claims: isProtected,
    },
    "aws:rds/snapshot:Snapshot": {
        holds: "copies",
        names: ["dbSnapshotArn", "dbSnapshotIdentifier"],
        flows: fromNamed("backup", "dbInstanceIdentifier"),
        claims: forSome,
        encryption: asCopied("encrypted", "kmsKeyId", "dbInstanceIdentifier"),
    },
    "aws:rds/clusterSnapshot:ClusterSnapshot": {
        holds: "copies",
        names: ["dbClusterSnapshotArn", "dbClusterSnapshotIdentifier"],
        flows: fromNamed("backup", "dbClusterIdentifier"),
        claims: forSome,
        encryption: asCopied("storageEncrypted", "kmsKeyId", "dbClusterIdentifier"),
    },
    "aws:rds/snapshotCopy:SnapshotCopy": {
        holds: "copies",
        names: ["dbSnapshotArn"],
        encryption: underKey("kmsKeyId"),
        flows: all(
            fromNamed("backup", "sourceDbSnapshotIdentifier"),
            toRegion("backup", "sourceDbSnapshotIdentifier", "destinationRegion"),
        ),
    },
    "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy": {
        holds: "copies",
        names: ["dbClusterSnapshotArn"],
        encryption: underKey("kmsKeyId"),
        flows: all(
            fromNamed("backup", "sourceDbClusterSnapshotIdentifier"),
            toRegion("backup", "sourceDbClusterSnapshotIdentifier", "destinationRegion"),
        ),
    },
    // Made where the copies go (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html).
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
        holds: "copies",
        encryption: underKey("kmsKeyId"),
        flows: fromNamed("backup", "sourceDbInstanceArn"),
    },
    "aws:rds/exportTask:ExportTask": {
        flows: resource => [
            {
                kind: "backup",
                path: "s3BucketName",
                from: { named: resource.properties.text("sourceArn"), property: "sourceArn" },
                to: { named: resource.properties.text("s3BucketName"), property: "s3BucketName" },
            },
        ],
    },
    "aws:rds/parameterGroup:ParameterGroup": { claims: tls },
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": { claims: tls },
    "aws:rds/subnetGroup:SubnetGroup": {},
    "aws:rds/optionGroup:OptionGroup": {},
    "aws:rds/eventSubscription:EventSubscription": { flows: toNamed("event", "snsTopic") },
    "aws:rds/proxy:Proxy": { runs: true, claims: { "encryption/internal-transit": flag("requireTls") } },
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": {},
    "aws:rds/proxyTarget:ProxyTarget": {},
    "aws:rds/roleAssociation:RoleAssociation": {},
    "aws:rds/clusterRoleAssociation:ClusterRoleAssociation": {},
    "aws:docdb/cluster:Cluster": {
        holds: "data",
        names: ["clusterIdentifier"],
        needs,
        encryption: underKeyIf("storageEncrypted", "kmsKeyId"),
        flows: ofGlobal("globalClusterIdentifier"),
        claims: { ...isProtected, ...isBackedUp("backupRetentionPeriod", true) },
    },
    "aws:docdb/clusterInstance:ClusterInstance": {},
    "aws:docdb/globalCluster:GlobalCluster": {
        names: ["globalClusterIdentifier"],
        flows: fromNamed("replication", "sourceDbClusterIdentifier"),
        claims: isProtected,
    },
    "aws:docdb/clusterParameterGroup:ClusterParameterGroup": { claims: tls },
    "aws:docdb/subnetGroup:SubnetGroup": {},
    "aws:docdb/clusterSnapshot:ClusterSnapshot": {
        holds: "copies",
        names: ["dbClusterSnapshotArn", "dbClusterSnapshotIdentifier"],
        flows: fromNamed("backup", "dbClusterIdentifier"),
        encryption: asCopied("storageEncrypted", "kmsKeyId", "dbClusterIdentifier"),
    },
    "aws:neptune/cluster:Cluster": {
        holds: "data",
        names: ["clusterIdentifier"],
        needs,
        encryption: underKeyIf("storageEncrypted", "kmsKeyArn"),
        flows: all(ofGlobal("globalClusterIdentifier"), fromNamed("replication", "replicationSourceIdentifier")),
        claims: { ...isProtected, ...isBackedUp("backupRetentionPeriod", true) },
    },
    "aws:neptune/clusterInstance:ClusterInstance": { claims: isHidden },
    "aws:neptune/globalCluster:GlobalCluster": {
        names: ["globalClusterIdentifier"],
        flows: fromNamed("replication", "sourceDbClusterIdentifier"),
        claims: isProtected,
    },
    "aws:neptune/clusterParameterGroup:ClusterParameterGroup": { claims: tls },
    "aws:neptune/subnetGroup:SubnetGroup": {},
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        holds: "data",
        names: ["replicationGroupId"],
        encryption: underKeyIf("atRestEncryptionEnabled", "kmsKeyId"),
        flows: all(ofGlobal("globalReplicationGroupId"), toNamed("log", "logDeliveryConfigurations[].destination")),
        claims: {
            "encryption/internal-transit": every(
                flag("transitEncryptionEnabled"),
                is("transitEncryptionMode", "required", true),
            ),
        },
    },
    // Of Memcached, which keeps nothing; of Valkey and Redis, one without a replica.
    "aws:elasticache/cluster:Cluster": {
        holds: "data",
        encryption: resource => ({
            by: "source",
            source: named(resource, "replicationGroupId"),
            otherwise: { by: "provider" },
        }),
        flows: toNamed("log", "logDeliveryConfigurations[].destination"),
        claims: {
            "encryption/internal-transit": where(
                ({ properties }) => !properties.has("replicationGroupId"),
                flag("transitEncryptionEnabled"),
            ),
        },
    },
    "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup": {
        names: ["globalReplicationGroupId"],
        flows: fromNamed("replication", "primaryReplicationGroupId"),
    },
    // Always encrypted on the way and at rest (docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.html).
    "aws:elasticache/serverlessCache:ServerlessCache": { holds: "data", encryption: underKey("kmsKeyId") },
    "aws:elasticache/subnetGroup:SubnetGroup": {},
    "aws:elasticache/parameterGroup:ParameterGroup": {},
    "aws:elasticache/user:User": {},
    "aws:elasticache/userGroup:UserGroup": {},
    "aws:memorydb/cluster:Cluster": {
        holds: "data",
        needs,
        encryption: underKey("kmsKeyArn"),
        flows: ofGlobal("multiRegionClusterName"),
        claims: { "encryption/internal-transit": flag("tlsEnabled", true, true) },
    },
    // Work runs where its users are; clusters join it from their own regions.
    "aws:memorydb/multiRegionCluster:MultiRegionCluster": {
        names: ["multiRegionClusterName"],
        claims: { "encryption/internal-transit": flag("tlsEnabled", true, true) },
    },
    "aws:memorydb/subnetGroup:SubnetGroup": {},
    "aws:memorydb/acl:Acl": {},
    "aws:dax/cluster:Cluster": {
        holds: "data",
        encryption: encryptedIf(flag("serverSideEncryption.enabled"), () => ({ by: "provider" })),
        claims: { "encryption/internal-transit": is("clusterEndpointEncryptionType", "TLS") },
    },
    "aws:opensearch/domain:Domain": {
        holds: "data",
        names: ["domainName", "endpoint"],
        encryption: underKeyIf("encryptAtRest.enabled", "encryptAtRest.kmsKeyId"),
        flows: toNamed("log", "logPublishingOptions[].cloudwatchLogGroupArn"),
        claims: {
            "encryption/internal-transit": every(
                flag("nodeToNodeEncryption.enabled"),
                flag("domainEndpointOptions.enforceHttps"),
            ),
            "encryption/tls-floor": matching("domainEndpointOptions.tlsSecurityPolicy", /TLS-1-[23]/, false),
            "exposure/public-database": ({ properties }) => ({
                holds: properties.has("vpcOptions"),
                path: "vpcOptions",
            }),
            ...withPolicy("accessPolicies"),
        },
    },
    "aws:opensearch/domainPolicy:DomainPolicy": { claims: { "identity/public-principal": namesWho("accessPolicies") } },
    "aws:opensearch/domainSamlOptions:DomainSamlOptions": {},
    // Always encrypted (docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-encryption.html): under which key, it says, or a policy.
    "aws:opensearch/serverlessCollection:ServerlessCollection": {
        holds: "data",
        called: calledByPolicies,
        encryption: ofCollection,
    },
    "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy": {
        about: ({ properties }) => {
            const [policy] = properties.documents("policy");
            const [first] = policy?.is === "known" ? policy.value.texts("Rules[].Resource[]") : [];
            return { named: first ?? { is: "unknown", path: "policy" }, property: "policy", of: collections };
        },
        encryption: ofPolicy,
        claims: {
            // docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-network.html
            "exposure/public-database": where(
                resource => is("type", "network")(resource).holds !== false,
                isReachedFromNetworks,
            ),
        },
    },
    "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy": {},
    "aws:redshift/cluster:Cluster": {
        holds: "data",
        names: ["clusterIdentifier"],
        needs,
        encryption: underKeyIf("encrypted", "kmsKeyId", true),
        claims: { ...isHidden, ...isBackedUp("automatedSnapshotRetentionPeriod", true) },
    },
    "aws:redshift/snapshotCopy:SnapshotCopy": {
        flows: toRegion("backup", "clusterIdentifier", "destinationRegion"),
    },
    "aws:redshift/subnetGroup:SubnetGroup": {},
    "aws:redshift/parameterGroup:ParameterGroup": { claims: tls },
    "aws:redshift/logging:Logging": { flows: toNamed("log", "bucketName") },
    "aws:redshiftserverless/namespace:Namespace": {
        holds: "data",
        names: ["namespaceName"],
        encryption: underKey("kmsKeyId"),
    },
    "aws:redshiftserverless/workgroup:Workgroup": { claims: isHidden },
    "aws:timestreamwrite/database:Database": {
        holds: "data",
        names: ["databaseName"],
        encryption: underKey("kmsKeyId"),
    },
    "aws:timestreamwrite/table:Table": {
        flows: toNamed(
            "log",
            "magneticStoreWriteProperties.magneticStoreRejectedDataLocation.s3Configuration.bucketName",
        ),
    },
    "aws:keyspaces/keyspace:Keyspace": { flows: toRegions("replication", "replicationSpecification.regionLists[]") },
    "aws:keyspaces/table:Table": {
        holds: "data",
        encryption: underKey("encryptionSpecification.kmsKeyIdentifier"),
        claims: { "durability/point-in-time-recovery": is("pointInTimeRecovery.status", "ENABLED") },
    },
    "aws:qldb/ledger:Ledger": { holds: "data", encryption: underKey("kmsKey"), claims: isProtected },
    "aws:dsql/cluster:Cluster": {
        holds: "data",
        needs,
        encryption: underKey("kmsEncryptionKey"),
        flows: all(
            toNamed("replication", "multiRegionProperties.clusters[]"),
            toRegions("replication", "multiRegionProperties.witnessRegion"),
        ),
        claims: { "durability/deletion-protection": flag("deletionProtectionEnabled") },
    },
    "aws:dms/replicationInstance:ReplicationInstance": {
        holds: "copies",
        encryption: underKey("kmsKeyArn"),
        claims: isHidden,
        names: ["replicationInstanceArn"],
    },
    "aws:dms/endpoint:Endpoint": {
        names: ["endpointArn"],
        flows: resource =>
            is("endpointType", "target")(resource).holds === false ? [] : toEach("replication", ...targets)(resource),
        claims: {
            "encryption/internal-transit": where(
                ({ properties }) => properties.text("sslMode").is !== "absent",
                matching("sslMode", /^(require|verify-ca|verify-full)$/),
            ),
        },
    },
    "aws:dms/replicationTask:ReplicationTask": {
        flows: resource => [
            {
                kind: "replication",
                path: "targetEndpointArn",
                from: { named: resource.properties.text("sourceEndpointArn"), property: "sourceEndpointArn" },
                to: { named: resource.properties.text("targetEndpointArn"), property: "targetEndpointArn" },
            },
        ],
    },
    "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup": {},
};
