import { type Graph, graphOf } from "./graph";
import type { Resource } from "./resource";
import { rules } from "./rules";
import type { Finding, Rule } from "./rules/rule";
import type { Setting } from "./setting";

/** What the rules say of all resources of a stack, in order of resources and rules. */
export function findingsOf(resources: readonly Resource[], setting: Setting): Finding[] {
    return foundBy(rules, graphOf(resources, setting), setting);
}

/** What some rules say: the same of one resource once, by how many ways it may be so. */
export function foundBy(some: readonly Rule[], graph: Graph, setting: Setting): Finding[] {
    const all = some.flatMap(rule => rule.check(graph, setting).map(finding => ({ rule: rule.id, ...finding })));
    const found = [...new Map(all.map(each => [JSON.stringify([each.rule, each.urn, each.message]), each])).values()];
    const order = new Map(graph.nodes.map(({ resource }, i) => [resource.urn, i]));
    return found.sort((a, b) => (order.get(a.urn) ?? 0) - (order.get(b.urn) ?? 0));
}
