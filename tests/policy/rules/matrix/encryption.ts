import { type Entry, key, keyArn, thing, unprotected } from "./entry";

const listener = (inputs: Record<string, unknown> = {}) =>
    thing("aws:lb/listener:Listener", "front", {
        protocol: "HTTPS",
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        defaultActions: [{ type: "forward" }],
        ...inputs,
    });

export const encryption: Readonly<Record<string, Entry>> = {
    "encryption/at-rest": {
        complies: [thing("aws:efs/fileSystem:FileSystem", "files", { encrypted: true })],
        change: { of: "files", path: "encrypted", to: false },
        apart: [thing("aws:efs/mountTarget:MountTarget", "target")],
    },
    "encryption/customer-key": {
        complies: [
            key("own"),
            thing("aws:dynamodb/table:Table", "features", {
                serverSideEncryption: { enabled: true, kmsKeyArn: keyArn("own") },
            }),
        ],
        change: { of: "features", path: "serverSideEncryption.kmsKeyArn" },
        apart: [thing("aws:dynamodb/table:Table", "features", { tags: unprotected })],
        secret: { why: "the change takes the field away: nothing is left that could be secret" },
    },
    "encryption/in-transit": {
        complies: [listener()],
        change: { of: "front", path: "protocol", to: "HTTP" },
        apart: [thing("aws:lb/targetGroup:TargetGroup", "targets", { protocol: "HTTP" })],
    },
    "encryption/internal-transit": {
        complies: [
            thing("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {
                atRestEncryptionEnabled: true,
                transitEncryptionEnabled: true,
            }),
        ],
        change: { of: "cache", path: "transitEncryptionEnabled", to: false },
        apart: [thing("aws:elasticache/serverlessCache:ServerlessCache", "cache")],
    },
    "encryption/key-rotation": {
        complies: [key("own")],
        change: { of: "own", path: "enableKeyRotation", to: false },
        // A pair of keys can't rotate by itself.
        apart: [thing("aws:kms/key:Key", "signs", { customerMasterKeySpec: "RSA_4096" })],
    },
    "encryption/tls-floor": {
        complies: [listener()],
        change: { of: "front", path: "sslPolicy", to: "ELBSecurityPolicy-2016-08" },
        apart: [listener({ protocol: "HTTP", sslPolicy: undefined })],
    },
};
