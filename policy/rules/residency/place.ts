import { isProtected, judge } from "../../../components/plan/residency";
import type { Row } from "../../facts/fact";
import type { Rule } from "../rule";
import { ownerOf, tagOf } from "../../membership";
import { mayBeAnywhere } from "./unpinned";

/** A certificate that an edge asks for in one region has none, whatever its provider tags everything with. */
const mayHaveData = (row: Row | undefined) =>
    row === undefined || row.holds !== undefined || row.runs === true || row.flows !== undefined;

/** What holds data lies where its cell admits it. */
export const place: Rule = {
    id: "residency/place",
    severity: "critical",
    protects: "against data in locations that no cell admits",
    remedy: "create it in a region of the cell, or tag it with the cell that it belongs to",
    // HIPAA names no place: that one abroad is a risk to be managed, HHS says (www.hhs.gov/hipaa/for-professionals/special-topics/health-information-technology/cloud-computing).
    controls: ["GDPR Art. 44", "HIPAA § 164.308(a)(1)(ii)(B)"],
    check: ({ nodes }, { atlas, cells }) =>
        cells.length === 0
            ? []
            : nodes.flatMap(node => {
                  const { cell, dataClass, placed, resource, row } = node;
                  const owner = placed.is === "at" ? ownerOf(placed.places, cells, atlas) : undefined;
                  // A region belongs to one cell: a tag makes nothing there another one's, whose data may go further.
                  const isElsewhere = cell !== undefined && owner !== undefined && owner !== cell;
                  if (isElsewhere && mayHaveData(row) && tagOf(resource).is === "known") {
                      const message = `its tag names cell ${cell.name}, and it is in a region of cell ${owner.name}`;
                      const isAtStake = [cell, owner].some(({ dataClasses }) => dataClasses.some(isProtected));
                      return [{ urn: resource.urn, isProtected: isAtStake, verdict: "violated" as const, message }];
                  }
                  if (row?.holds === undefined || placed.is === "nowhere") return [];
                  // That is what `residency/unpinned` tells.
                  if (mayBeAnywhere(node, atlas)) return [];
                  const found = { urn: resource.urn, isProtected: cell === undefined || isProtected(dataClass) };
                  if (placed.is === "undetermined") {
                      return [{ ...found, verdict: "undetermined" as const, message: placed.reason }];
                  }
                  if (cell === undefined) {
                      const message = `${placed.places.join(", ")} is in no cell, and has no tag of one`;
                      return [{ ...found, verdict: "violated" as const, message }];
                  }
                  const flow = { kind: "replication" as const, cell: cell.name, dataClass, to: placed.places };
                  const { reason, verdict } = judge(flow, cells, atlas);
                  return verdict === "proven" ? [] : [{ ...found, verdict, message: reason }];
              }),
};
