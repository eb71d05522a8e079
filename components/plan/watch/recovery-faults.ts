import type { RecoveryConfig } from "../config/observability";
import type { StoreConfig } from "../config/store";
import { type Fault, quoted } from "../faults";

/** What a stack can hold to. */
export interface Held {
    /** Seconds until a lost region is noticed. */
    readonly noticedAfterSeconds: number;
    /** Of the tables; none where there are none. */
    readonly consistency: StoreConfig["consistency"] | undefined;
}

/** Objectives that the stack can't meet. */
export function recoveryFaults({ rtoSeconds, rpoSeconds }: RecoveryConfig, held: Held): Fault[] {
    return [...rtoFaults(rtoSeconds, held), ...rpoFaults(rpoSeconds, held)];
}

/** Recovery from an outage begins when it is detected. */
function rtoFaults(seconds: number | undefined, { noticedAfterSeconds }: Held): Fault[] {
    // A written part of a second may be less by the last digit of floating point.
    return seconds === undefined || seconds + 0.0005 >= noticedAfterSeconds
        ? []
        : [
              {
                  code: "recovery/rto-below-detection",
                  path: "recovery.rtoSeconds",
                  value: seconds,
                  problem: `rtoSeconds is ${seconds} s, expected at least ${noticedAfterSeconds} s, after which a lost region is detected`,
                  remedy: "lower routing.failover.everySeconds or routing.failover.unhealthyAfter, or raise rtoSeconds",
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
                  problem: `rpoSeconds is ${seconds} s, but with store.consistency ${quoted(consistency)} a write is acknowledged before another region has it, expected more than 0 s`,
                  remedy: "raise recovery.rpoSeconds, or set store.consistency to strong",
              },
          ];
}
