import { isProtected } from "../../components/plan/residency";
import type { Graph } from "../graph";
import type { Node } from "../node";
import type { Finding, Rule } from "./rule";

/** A rule that rows answer: whether something holds of each resource that it is said of, or must be said of. */
export function claimed(rule: Omit<Rule, "check">): Rule {
    return {
        ...rule,
        check: graph =>
            graph.nodes.flatMap((node): Omit<Finding, "rule">[] => {
                const claims = graph.claims(node, rule.id);
                const missing = node.row?.needs?.[rule.id];
                const ofNode = { isProtected: isProtected(node.dataClass) };
                if (claims.length === 0 && missing !== undefined && !keepsOnlyLogs(node, graph)) {
                    return [{ ...ofNode, urn: node.resource.urn, verdict: "violated", message: missing }];
                }
                // What a resource closes itself, no other resource opens: a public grant on a bucket that blocks public access.
                if (claims.some(({ said, value }) => said === node.resource && value.holds === true)) return [];
                return claims.flatMap(
                    ({ said: { urn }, value: { holds, isMadeLater, path } }): Omit<Finding, "rule">[] => {
                        if (holds === true) return [];
                        return holds === "undetermined"
                            ? [
                                  {
                                      urn,
                                      verdict: holds,
                                      isProtected: ofNode.isProtected && isMadeLater !== true,
                                      message: `${path} is known only after the update`,
                                  },
                              ]
                            : [
                                  {
                                      ...ofNode,
                                      urn,
                                      verdict: "violated",
                                      message: `${path} does not protect ${rule.protects}`,
                                  },
                              ];
                    },
                );
            }),
    };
}

/** A store of logs only is written once, object by object: requirements for data don't apply to it. */
function keepsOnlyLogs(node: Node, { from, into }: Graph): boolean {
    const all = into(node);
    return all.length > 0 && all.every(({ fact }) => fact.kind === "log") && from(node).length === 0;
}
