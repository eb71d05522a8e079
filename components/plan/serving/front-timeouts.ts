import type { LimitsPlan } from "./limits";

/** Seconds that what stands before a gate, and the gate itself, give requests that may take as long as `limits.deadlineSeconds`. */
export interface FrontTimeouts {
    /** How long a connection may be idle: an answer that takes its whole deadline is none. */
    readonly idle: number;
    /** How long a gate that goes keeps what it has begun. */
    readonly drain: number;
}

/** A minute idle is usual of balancers; half a minute is what routers need to notice that a gate goes. */
export function frontTimeouts({ deadlineSeconds }: Pick<LimitsPlan, "deadlineSeconds">): FrontTimeouts {
    const whole = Math.ceil(deadlineSeconds);
    return { idle: Math.max(60, whole), drain: Math.max(30, whole) };
}
