import { isProtected, judge } from "../../../components/plan/residency";
import { ownerOf, tagOf } from "../../membership";
import type { Rule } from "../rule";

/** Work on a cell's data runs where the cell admits it: a process abroad has a copy of the data abroad. */
export const compute: Rule = {
    id: "residency/compute",
    severity: "high",
    protects: "against data processed in locations that its cell does not admit",
    remedy: "run it in a region of the cell, or tag it with the cell of its data",
    controls: ["GDPR Art. 44", "HIPAA § 164.308(a)(1)(ii)(B)"],
    check: ({ nodes }, { atlas, cells }) =>
        cells.length === 0
            ? []
            : nodes.flatMap(node => {
                  const { cell, dataClass, placed, resource, row } = node;
                  if (row?.runs !== true || placed.is === "nowhere") return [];
                  // Work without a known cell may serve none: that is reported, and stops nothing.
                  const found = { urn: resource.urn, isProtected: cell !== undefined && isProtected(dataClass) };
                  if (placed.is === "undetermined") {
                      return [{ ...found, verdict: "undetermined" as const, message: placed.reason }];
                  }
                  if (cell === undefined) {
                      const message = `${placed.places.join(", ")} is in no cell, and has no tag of one: the cell of its data is unknown`;
                      return [{ ...found, verdict: "undetermined" as const, message }];
                  }
                  // A tag that contradicts the place is what `residency/place` tells.
                  const owner = ownerOf(placed.places, cells, atlas);
                  if (owner !== undefined && owner !== cell && tagOf(resource).is === "known") return [];
                  const flow = { kind: "replication" as const, cell: cell.name, dataClass, to: placed.places };
                  const { reason, verdict } = judge(flow, cells, atlas);
                  return verdict === "proven" ? [] : [{ ...found, verdict, message: reason }];
              }),
};
