import type { ObservabilityConfig } from "../config/observability";
import type { StoreConfig } from "../config/store";
import type { Fault } from "../faults";

/** Further settings that decide whether a region can be withdrawn, and when it returns. */
interface Beside {
    readonly store: StoreConfig | undefined;
    readonly failbackAfterSeconds: number | undefined;
}

/** Settings that withdrawal of regions needs, or that have no effect without it. */
export function withdrawFaults(
    { drift, withdraw }: Partial<ObservabilityConfig>,
    { store, failbackAfterSeconds }: Beside,
): Fault[] {
    if (withdraw === undefined) {
        return failbackAfterSeconds === undefined
            ? []
            : [
                  {
                      code: "routing/failback-unused",
                      path: "routing.failover.failbackAfterSeconds",
                      value: failbackAfterSeconds,
                      problem: `failbackAfterSeconds is ${failbackAfterSeconds} s, but has no effect without observability.withdraw`,
                      remedy: "add observability.withdraw, or remove failbackAfterSeconds",
                  },
              ];
    }
    const path = "observability.withdraw";
    const withoutStore: Fault[] =
        store !== undefined
            ? []
            : [
                  {
                      code: "observability/withdraw-without-store",
                      path,
                      problem: "withdraw is set, but there is no store in which regions publish their heartbeats",
                      remedy: "add a store, or remove observability.withdraw",
                  },
              ];
    const withoutDrift: Fault[] =
        withdraw.psi === undefined || drift !== undefined
            ? []
            : [
                  {
                      code: "observability/withdraw-without-drift",
                      path: `${path}.psi`,
                      value: withdraw.psi,
                      problem: `psi of withdraw is ${withdraw.psi}, but observability.drift, which measures it, is missing`,
                      remedy: "add observability.drift, or remove psi",
                  },
              ];
    return [...withoutStore, ...withoutDrift];
}
