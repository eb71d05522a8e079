import type { Entries } from "../entry";

export const demand: Entries = {
    "demand/payload-over-limit": {
        cause: "`demand.payloadKiB` is above `routing.limits.bodyKiB`. Gates would reject usual requests with 413.",
        example: `routing:
  limits: { bodyKiB: 1024 }
demand:
  places: [{ city: Lisbon }]
  payloadKiB: 4096`,
        remedy: "Raise `routing.limits.bodyKiB`, or correct `demand.payloadKiB`.",
    },
    "demand/places-unknown": {
        cause: "A model has `demand`, but the stack has none. Capacity is computed for each region from the places that requests come from, and these are listed under `demand.places` of the stack.",
        example: `models:
  - name: screening
    demand: { peakRps: 500, rpsPerReplica: 25 } # and no demand of the stack`,
        remedy: "Add `demand.places` to the stack, or remove `demand` from the model.",
    },
    "demand/replica-unknown": {
        cause: "`peakRps` is set without `rpsPerReplica`. The number of replicas can't be computed without the requests per second that one replica serves.",
        example: `demand:
  places: [{ city: Lisbon }]
  peakRps: 500`,
        remedy: "Measure the requests per second that one replica serves within its objectives, and set `rpsPerReplica` for the model or for the stack.",
    },
    "demand/place": {
        cause: "An entry of `demand.places` has both `city` and `country`, or neither.",
        example: `demand:
  places: [{ city: Lisbon, country: PT }]`,
        remedy: "Use `city`, or use `country` for its five most populous cities.",
    },
    "demand/cell-unclear": {
        cause: "The cell of a place's requests is undetermined: the jurisdictions of several cells cover its country, or those of none do.",
        example: `cells:
  - name: eu
    jurisdictions: [EU]
  - name: pt
    jurisdictions: [PT]
demand:
  places: [{ city: Lisbon }]`,
        remedy: "Set `cell` of the place to the cell whose host these clients call.",
    },
    "demand/unknown-cell": {
        cause: "`cell` of a place names a cell that the stack does not have.",
        example: `cells:
  - name: eu
demand:
  places: [{ city: Lisbon, cell: europe }]`,
        remedy: "Name a cell of the stack. With one cell, or if one cell covers the country, `cell` can be left out.",
    },
    "demand/shares-sum": {
        cause: "The shares of `demand.places` do not add up to 1, or only some places have a share.",
        example: `demand:
  places:
    - { city: Lisbon, share: 0.5 }
    - { city: Berlin, share: 0.4 }`,
        remedy: "Change the shares so that they add up to 1, or remove all of them for equal shares. A difference of 0.001 is accepted.",
    },
    "catalogue/unknown-city": {
        cause: "A city is not in the catalogue, which has the coordinates of large cities. Without coordinates its distance to regions is unknown.",
        example: `demand:
  places: [{ city: Sankt Gilgen }]`,
        remedy: "Correct the spelling, or name a large city nearby. Under `demand.places`, a country can be used instead.",
    },
    "catalogue/unknown-country": {
        cause: "A country of `demand.places` has no city in the catalogue, so no location is known for its requests.",
        example: `demand:
  places: [{ country: AQ }]`,
        remedy: "Use `city` with a large city nearby.",
    },
};
