import type { ObservabilityConfig } from "../config/observability";
import type { StoreConfig } from "../config/store";
import type { Fault } from "../faults";

/** What else decides whether a region can leave, and how it comes back. */
interface Beside {
    readonly store: StoreConfig | undefined;
    readonly failbackAfterSeconds: number | undefined;
}

/** Where regions can't be taken out of traffic by what is measured there. */
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
                      allowed: "with observability.withdraw, which takes regions out of traffic",
                      remedy: "add observability.withdraw, or leave it out: regions that were ill come back by their checks",
                  },
              ];
    }
    const path = "observability.withdraw";
    const faults: [applies: boolean, fault: Fault][] = [
        [
            store === undefined,
            {
                code: "observability/withdraw-without-store",
                path,
                allowed: "with a store, in which the regions of a cell say how they do",
                remedy: "add a store, or leave it out",
            },
        ],
        [
            withdraw.psi !== undefined && drift === undefined,
            {
                code: "observability/withdraw-without-drift",
                path: `${path}.psi`,
                value: withdraw.psi,
                allowed: "with observability.drift, by which it is measured",
                remedy: "add observability.drift, or leave it out",
            },
        ],
    ];
    return faults.filter(([applies]) => applies).map(([, fault]) => fault);
}
