/** What a command ends with: all is well; something is wrong with what it looked at; it couldn't look. */
export const exitCodes = { ok: 0, faults: 1, failed: 2 } as const;

/** The command line is wrong. */
export class UsageError extends Error {}

/** Something on disk that a command can't go on without; the message says what, and what to do. */
export class ProjectError extends Error {}
