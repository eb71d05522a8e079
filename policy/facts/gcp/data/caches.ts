import type { Row } from "../../fact";
import { all, flag, fromNamed, matching, toNamed, underKey } from "../../forms";

const cluster = ["gcp:redis/cluster:Cluster"];

/** What keeps data in memory. */
export const caches: Readonly<Record<string, Row>> = {
    "gcp:redis/instance:Instance": {
        holds: "data",
        encryption: underKey("customerManagedKey"),
        claims: { "encryption/in-transit": matching("transitEncryptionMode", /^SERVER_AUTHENTICATION$/) },
    },
    "gcp:redis/cluster:Cluster": {
        holds: "data",
        encryption: underKey("kmsKey"),
        flows: all(
            toNamed("replication", "crossClusterReplicationConfig.secondaryClusters[].cluster", cluster),
            fromNamed("replication", "crossClusterReplicationConfig.primaryCluster.cluster", cluster),
            fromNamed("replication", "gcsSource.uris[]", ["gcp:storage/bucket:Bucket"]),
            fromNamed("replication", "managedBackupSource.backup"),
        ),
        claims: {
            "encryption/in-transit": matching(
                "transitEncryptionMode",
                /^TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION$/,
            ),
            "durability/deletion-protection": flag("deletionProtectionEnabled", true, true),
        },
    },
    "gcp:memcache/instance:Instance": { holds: "data" },
};
