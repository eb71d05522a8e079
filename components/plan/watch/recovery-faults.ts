import type { RecoveryConfig } from "../config/observability";
import type { StoreConfig } from "../config/store";
import type { Fault } from "../faults";

/** What a stack can hold to. */
export interface Held {
    /** Seconds until a lost region is noticed. */
    readonly noticedAfterSeconds: number;
    /** Of the tables; none where there are none. */
    readonly consistency: StoreConfig["consistency"] | undefined;
}

/** Promises that can't be kept. */
export function recoveryFaults({ rtoSeconds, rpoSeconds }: RecoveryConfig, held: Held): Fault[] {
    return [...rtoFaults(rtoSeconds, held), ...rpoFaults(rpoSeconds, held)];
}

/** An outage is not made up for before it is noticed. */
function rtoFaults(seconds: number | undefined, { noticedAfterSeconds }: Held): Fault[] {
    return seconds === undefined || seconds >= noticedAfterSeconds
        ? []
        : [
              {
                  code: "recovery/rto-below-detection",
                  path: "recovery.rtoSeconds",
                  value: seconds,
                  allowed: `${noticedAfterSeconds} or more, after which a lost region is noticed`,
                  remedy: "check more often or with fewer failures (routing.failover), or allow more time",
              },
          ];
}

/** A write that is acknowledged before another region has it is lost with its region. */
function rpoFaults(seconds: number | undefined, { consistency }: Held): Fault[] {
    return seconds !== 0 || consistency !== "eventual"
        ? []
        : [
              {
                  code: "recovery/rpo-below-replication",
                  path: "recovery.rpoSeconds",
                  value: seconds,
                  allowed: "more than 0, where store.consistency is eventual",
                  remedy: "allow for what is under way between regions, or use store.consistency: strong",
              },
          ];
}
