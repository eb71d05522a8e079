import { accessLogs } from "./audit/access-logs";
import { logRetention } from "./audit/log-retention";
import { trailOfOneRegion } from "./audit/trail-of-one-region";
import { trailValidation } from "./audit/trail-validation";
import { unknownCell } from "./coverage/unknown-cell";
import { unmapped } from "./coverage/unmapped";
import { backupLock } from "./durability/backup-lock";
import { deletionProtection } from "./durability/deletion-protection";
import { distantBackup } from "./durability/distant-backup";
import { pointInTimeRecovery } from "./durability/point-in-time-recovery";
import { versioning } from "./durability/versioning";
import { atRest } from "./encryption/at-rest";
import { customerKey } from "./encryption/customer-key";
import { inTransit } from "./encryption/in-transit";
import { internalTransit } from "./encryption/internal-transit";
import { keyRotation } from "./encryption/key-rotation";
import { tlsFloor } from "./encryption/tls-floor";
import { instanceMetadata } from "./exposure/instance-metadata";
import { invalidHeaders } from "./exposure/invalid-headers";
import { nodeAccess } from "./exposure/node-access";
import { openIngress } from "./exposure/open-ingress";
import { publicAddresses } from "./exposure/public-addresses";
import { publicBucket } from "./exposure/public-bucket";
import { publicDatabase } from "./exposure/public-database";
import { publicInvoker } from "./exposure/public-invoker";
import { secretInClear } from "./exposure/secret-in-clear";
import { lastingKey } from "./identity/lasting-key";
import { publicPrincipal } from "./identity/public-principal";
import { regionScoped } from "./identity/region-scoped";
import { wildcard } from "./identity/wildcard";
import { imageDigest } from "./integrity/image-digest";
import { artifact } from "./residency/artifact";
import { backup } from "./residency/backup";
import { compute } from "./residency/compute";
import { edge } from "./residency/edge";
import { event } from "./residency/event";
import { failover } from "./residency/failover";
import { key } from "./residency/key";
import { log } from "./residency/log";
import { place } from "./residency/place";
import { replication } from "./residency/replication";
import { transitive } from "./residency/transitive";
import { unpinned } from "./residency/unpinned";
import type { Rule } from "./rule";

/** Every rule of the pack. */
export const rules: readonly Rule[] = [
    accessLogs,
    logRetention,
    trailOfOneRegion,
    trailValidation,
    unknownCell,
    unmapped,
    backupLock,
    deletionProtection,
    distantBackup,
    pointInTimeRecovery,
    versioning,
    atRest,
    customerKey,
    inTransit,
    internalTransit,
    keyRotation,
    tlsFloor,
    instanceMetadata,
    invalidHeaders,
    nodeAccess,
    openIngress,
    publicAddresses,
    publicBucket,
    publicDatabase,
    publicInvoker,
    secretInClear,
    lastingKey,
    publicPrincipal,
    regionScoped,
    wildcard,
    imageDigest,
    artifact,
    backup,
    compute,
    edge,
    event,
    failover,
    key,
    log,
    place,
    replication,
    transitive,
    unpinned,
];
