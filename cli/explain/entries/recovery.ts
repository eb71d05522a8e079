import type { Entries } from "../entry";

export const recovery: Entries = {
    "recovery/rto-below-detection": {
        cause: "`recovery.rtoSeconds` is less than the time until a lost region is detected. That time is `everySeconds` times `unhealthyAfter` of the slowest health checker, and recovery begins after it.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1, aws:eu-central-1]
recovery: { rtoSeconds: 20 } # Route 53 detects a lost region after 30 seconds`,
        remedy: "Lower `everySeconds` or `unhealthyAfter` under `routing.failover`, or raise `rtoSeconds`.",
    },
    "recovery/rpo-below-replication": {
        cause: "`recovery.rpoSeconds` is 0, and `store.consistency` is `eventual`. A write is then acknowledged before another region has it, and is lost if its region is.",
        example: `recovery: { rpoSeconds: 0 }
store:
  consistency: eventual
  tables: [{ name: features, partitionKey: subject }]`,
        remedy: "Raise `rpoSeconds`, or set `store.consistency` to `strong`.",
    },
};
