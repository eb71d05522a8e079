import { isProtected, judge } from "../../../components/plan/residency";
import type { Reach } from "../../facts/fact";
import { cellAt } from "../../membership";
import type { Node } from "../../node";
import type { KnownCell, Setting } from "../../setting";
import type { Finding, Rule } from "../rule";

type Found = Omit<Finding, "rule">;

/** Who may read the data of a place can take it from there: rights follow the same rule as data. */
export const regionScoped: Rule = {
    id: "identity/region-scoped",
    severity: "high",
    protects: "against one role that can read the data of several cells",
    remedy: "name the regions of one cell in the ARNs of the role",
    controls: ["GDPR Art. 25(2)", "GDPR Art. 44", "HIPAA § 164.308(a)(4)"],
    check: ({ nodes }, setting) =>
        setting.cells.length === 0
            ? []
            : nodes.flatMap(node =>
                  (node.row?.reaches?.(node.resource) ?? []).flatMap(one => judged(one, node, setting)),
              ),
};

function judged({ path, places }: Reach, { cell, resource: { urn } }: Node, setting: Setting): Found[] {
    const { atlas, cells } = setting;
    if (typeof places === "string") {
        const isAtStake = (cell === undefined ? cells : [cell]).some(holdsProtected);
        // A document contains ARNs that are not known before the update: this is reported, and stops no preview.
        return places === "undetermined"
            ? [{ urn, verdict: places, isProtected: false, message: `${path} is known only after the update` }]
            : [{ urn, verdict: "violated", isProtected: isAtStake, message: `${path}: what is in any region` }];
    }
    const reached = [...new Set(places.flatMap(place => cellAt([place], cells, atlas) ?? []))];
    if (cell !== undefined) {
        const dataClass = cell.dataClasses.find(isProtected) ?? cell.dataClasses[0] ?? "internal";
        const flow = { kind: "replication" as const, cell: cell.name, dataClass, to: places };
        const { reason, verdict } = judge(flow, cells, atlas);
        if (places.length === 0 || verdict === "proven") return [];
        return [
            { urn, verdict, isProtected: isProtected(dataClass), message: `${path}: of cell ${cell.name}: ${reason}` },
        ];
    }
    if (reached.length < 2) return [];
    const message = `${path}: what is of cells ${reached.map(({ name }) => name).join(" and ")}`;
    return [{ urn, verdict: "violated", isProtected: reached.some(holdsProtected), message }];
}

const holdsProtected = ({ dataClasses }: KnownCell) => dataClasses.some(isProtected);
