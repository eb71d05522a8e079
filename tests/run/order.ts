/** What a worker receives. */
export interface Order {
    /** Absolute paths. */
    readonly files: readonly string[];
    readonly timeoutMs: number;
    /** Whether it shows every title and everything that tests print. Otherwise failures only. */
    readonly verbose: boolean;
}

/** What a worker answers. */
export interface Outcome {
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
    readonly failures: readonly Failure[];
    /** What the worker has on its heap, in MiB. Undefined where it did not answer. */
    readonly heapMiB?: number;
}

/** What a worker says while it tests: all that is known of one that does not end. */
export interface Progress {
    /** The title of the test or hook that has begun. */
    readonly running: string;
    readonly passed: number;
    readonly failures: readonly Failure[];
}

/** A test, a hook or a unit that failed. */
export interface Failure {
    /** The title of the test or hook, or what went wrong with the unit. */
    readonly what: string;
    /** The error, shortened. Undefined where `what` says it all. */
    readonly error?: string;
}

/** The end of a unit's output on standard output. Its answer can arrive earlier, by another channel. */
export const endOfOutput = "\u0000end of output\u0000";
