import type { Entries } from "../entry";

export const capacity: Entries = {
    "capacity/one-region-lost": {
        cause: "A release needs more replicas in a region than `serving.scaling.max` allows. The number is computed from `demand`, and includes the traffic of a lost region unless `survives` is `nothing`.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1, aws:eu-central-1]
serving:
  scaling: { max: 4 }
demand:
  places: [{ city: Lisbon }]
  peakRps: 1000
  rpsPerReplica: 50`,
        remedy: "Raise `serving.scaling.max`, add a region to the cell, or use larger replicas and raise `rpsPerReplica` to what they serve.",
    },
    "capacity/single-region": {
        cause: "`serving.scaling.survives` is `one-region`, but a cell has fewer than two regions in traffic. Its requests may not go to another cell, so the loss of its region can't be survived.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1]
serving:
  scaling: { survives: one-region }`,
        remedy: "Add a region to the cell, remove one of its regions from `routing.drain`, or set `survives` to `nothing`.",
    },
    "scaling/min-over-max": {
        cause: "`serving.scaling.min` is greater than `serving.scaling.max`.",
        example: `serving:
  scaling: { min: 5, max: 3 }`,
        remedy: "Lower `min`, or raise `max`.",
    },
    "scaling/hours-empty": {
        cause: "An entry of `serving.scaling.hours` begins and ends at the same time. It is unclear whether it covers no time or the whole day.",
        example: `serving:
  scaling:
    hours: [{ from: "08:00", to: "08:00", timezone: Europe/Lisbon, min: 4 }]`,
        remedy: "Set `to` to another time. For replicas at all hours, raise `serving.scaling.min`.",
    },
    "scaling/hours-over-max": {
        cause: "`min` of an entry of `serving.scaling.hours` is greater than `serving.scaling.max`, which is 10 by default.",
        example: `serving:
  scaling:
    max: 10
    hours: [{ from: "08:00", to: "18:00", timezone: Europe/Lisbon, min: 20 }]`,
        remedy: "Lower `min` of these hours, or raise `serving.scaling.max`.",
    },
};
