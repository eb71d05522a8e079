/** Secrets that the adapter makes in a region's namespace: none that is brought has one of these names. */
export const ownSecrets = {
    authority: "authority",
    comparer: "comparer-tls",
    gate: "gate-tls",
    pull: "pull",
    servers: "servers-tls",
    subjectKey: "subject-key",
} as const;
