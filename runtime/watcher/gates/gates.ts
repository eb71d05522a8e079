import type { Scraped } from "../scraped";

/** What a look at a region's gates has found. */
export interface GatesSeen {
    /** What they count, as if they were one. */
    readonly scraped: Scraped;
    /** Whether one of them has all that it needs to answer. */
    readonly isReady: boolean;
}

/** The gates of a region, as its watcher sees them. */
export interface Gates {
    look(): Promise<GatesSeen>;
}

/** What a watcher reads of a gate: its requests, and whether it works. Everything else that Envoy knows would be thousands of lines. */
export const statistics = `/stats/prometheus?filter=${encodeURIComponent("^(gate\\.|server\\.(uptime|memory_allocated|live)$)")}`;

export const readyPath = "/v2/health/ready";
