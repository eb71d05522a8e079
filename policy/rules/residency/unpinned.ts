import type { Atlas } from "../../../components/plan/residency";
import { isProtected } from "../../../components/plan/residency";
import type { Node } from "../../node";
import type { Rule } from "../rule";

/** What holds data says where that is: otherwise its vendor does, and may say otherwise tomorrow. */
export const unpinned: Rule = {
    id: "residency/unpinned",
    severity: "critical",
    protects: "against data whose location the vendor chooses",
    remedy: "name the regions of the cell that may store it",
    controls: ["GDPR Art. 44", "HIPAA § 164.308(a)(1)(ii)(B)"],
    check: ({ nodes }, { atlas, cells }) =>
        cells.length === 0
            ? []
            : nodes
                  .filter(node => node.row?.holds !== undefined && mayBeAnywhere(node, atlas))
                  .map(({ cell, dataClass, placed, resource }) => ({
                      urn: resource.urn,
                      verdict: "violated" as const,
                      isProtected: cell === undefined || isProtected(dataClass),
                      message: `${placed.is === "at" ? placed.places.join(", ") : ""} may be anywhere`,
                  })),
};

/** Its vendor says only that it is somewhere. */
export const mayBeAnywhere = ({ placed }: Node, { expandPlace }: Atlas) =>
    placed.is === "at" &&
    placed.places.some(place => {
        const expanded = expandPlace(place);
        return expanded !== undefined && "everywhere" in expanded;
    });
