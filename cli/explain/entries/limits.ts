import type { Entries } from "../entry";

export const limits: Entries = {
    "limits/rate-without-auth": {
        cause: "`rate.perCaller` is set, but at least one cell does not authenticate its callers. A gate can't count the requests of each caller without an identity.",
        example: `routing:
  limits:
    rate: { perCaller: { perSecond: 50 } } # and no routing.auth`,
        remedy: "Set `jwt` or `certificates` under `routing.auth`, or under `auth` of each cell. To limit all callers together, use `rate.cell`.",
    },
    "limits/memory-below-bodies": {
        cause: "`memoryMiB` is too small for the bodies that `bodyKiB` allows. A gate buffers bodies, and needs memory for at least four of the largest.",
        example: `routing:
  limits: { bodyKiB: 262144, memoryMiB: 512 }`,
        remedy: "Raise `memoryMiB` to the value in the message, or lower `bodyKiB`. Without `memoryMiB`, a gate's memory is derived from `bodyKiB`.",
    },
};
