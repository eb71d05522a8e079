import { type FlowKind, isProtected, judge } from "../../components/plan/residency";
import type { Edge } from "../graph";
import type { Setting } from "../setting";
import type { Finding, Rule } from "./rule";

/** A rule over flows of some kind, each by the one residency rule. */
export function flowing(kind: FlowKind, rule: Omit<Rule, "check">): Rule {
    return {
        ...rule,
        check: ({ edges }, setting) =>
            edges.filter(({ fact }) => fact.kind === kind).flatMap(edge => judged(edge, setting)),
    };
}

function judged({ fact, from, isFromUnknown, said, to }: Edge, { atlas, cells }: Setting): Omit<Finding, "rule">[] {
    const { cell, dataClass } = from;
    if (isFromUnknown && cells.length > 0) {
        const message = `${fact.path}: the owner of the destination is unknown; set its location in the pack's externals`;
        const isAtStake = cells.some(({ dataClasses }) => dataClasses.some(isProtected));
        return [{ urn: said.urn, verdict: "undetermined", isProtected: isAtStake, message }];
    }
    if (cell === undefined) return [];
    const flow = { kind: fact.kind, cell: cell.name, dataClass, to: to.places };
    const { reason, verdict } = judge(flow, cells, atlas);
    if (verdict === "proven") return [];
    return [
        {
            urn: said.urn,
            verdict,
            isProtected: isProtected(dataClass),
            message: `${fact.path}: ${dataClass} data of cell ${cell.name}: ${reason}`,
        },
    ];
}
