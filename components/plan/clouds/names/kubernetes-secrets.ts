/** Secrets that the adapter makes in a region's namespace: none that is brought has one of these names. */
export const ownSecrets = {
    administrator: "administrator-tls",
    authority: "authority",
    backup: "backup-tls",
    backupKeys: "backup-keys",
    comparer: "comparer-tls",
    gate: "gate-tls",
    hub: "hub-tls",
    operator: "operator-tls",
    pull: "pull",
    restore: "restore-tls",
    servers: "servers-tls",
    store: "store-tls",
    storeConfiguration: "store-configuration",
    subjectKey: "subject-key",
    tables: "tables-tls",
    watcher: "watcher-tls",
} as const;
