import type { RecoveryConfig } from "../config/observability";
import type { Fault } from "../faults";

/** An outage is not made up for before it is noticed. */
export function recoveryFaults(
    { rtoSeconds }: RecoveryConfig,
    { noticedAfterSeconds }: { readonly noticedAfterSeconds: number },
): Fault[] {
    return rtoSeconds === undefined || rtoSeconds >= noticedAfterSeconds
        ? []
        : [
              {
                  code: "recovery/rto-below-detection",
                  path: "recovery.rtoSeconds",
                  value: rtoSeconds,
                  allowed: `${noticedAfterSeconds} or more, after which a lost region is noticed`,
                  remedy: "check more often or with fewer failures (routing.failover), or allow more time",
              },
          ];
}
