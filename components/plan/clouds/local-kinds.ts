/** Every kind of resource that the adapter for this machine makes: for overrides, and for the policy pack. */
export const localKinds = [
    "Artifact",
    "ArtifactBucket",
    "AuditRecord",
    "AuditTrail",
    "Authority",
    "Certificate",
    "Directory",
    "EnvoyFiles",
    "File",
    "Key",
    "Port",
    "Process",
    "StoreMembers",
    "StoreTable",
    "StoredArtifact",
] as const;
