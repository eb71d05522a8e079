import type { Log } from "../log";
import { ApiError } from "./kubernetes/objects";

/** What a certifier does that can fail. */
export type Failing = "lease" | "secret" | "files";

/** Failures of work that is tried again and again: each is logged when it begins or its reason changes, and when it ends. */
export class Reports {
    private readonly reasons = new Map<string, string>();
    private readonly counts = new Map<Failing, number>();

    constructor(private readonly log: Log) {}

    /** `name` is of the object, where there are several. */
    failed(of: Failing, event: string, { message, remedy, name = "" }: Failure): void {
        this.counts.set(of, this.count(of) + 1);
        const key = `${of} ${name}`;
        if (this.reasons.get(key) === message) return;
        this.reasons.set(key, message);
        this.log.error(event, { ...(name !== "" && { name }), reason: message, remedy });
    }

    succeeded(of: Failing, event: string, name = ""): void {
        if (this.reasons.delete(`${of} ${name}`)) this.log.info(event, { ...(name !== "" && { name }) });
    }

    /** How many attempts have failed. */
    count(of: Failing): number {
        return this.counts.get(of) ?? 0;
    }
}

export interface Failure {
    readonly message: string;
    readonly remedy: string;
    readonly name?: string;
}

/** An error of a request, or of something else. */
export function failureOf(error: unknown): Failure {
    if (error instanceof ApiError) return { message: error.message, remedy: error.remedy };
    const message = error instanceof Error ? error.message : String(error);
    return { message, remedy: "none: it is tried again; if that goes on, report it" };
}
