/** What a service is held to: a part of its requests has to be good. */
export interface Objective {
    readonly kind: "availability" | "latency";
    /** The part, above 0 and below 1; what is left is the budget. */
    readonly target: number;
    /** Of latency: what is answered within that is good. In milliseconds. */
    readonly withinMs?: number;
}

/** Of `observability.slo`. That 99 % are answered within some time is an objective as any other: 1 % may be slow. */
export function objectivesOf(slo: { readonly availability?: number; readonly p99Ms?: number }): Objective[] {
    const { availability, p99Ms } = slo;
    return [
        ...(availability === undefined ? [] : [{ kind: "availability", target: availability } as const]),
        ...(p99Ms === undefined ? [] : [{ kind: "latency", target: 0.99, withinMs: p99Ms } as const]),
    ];
}
