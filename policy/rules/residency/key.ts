import { isProtected, judge } from "../../../components/plan/residency";
import { flowing } from "../flowing";
import type { Rule } from "../rule";

const facts: Omit<Rule, "check"> = {
    id: "residency/key",
    severity: "critical",
    protects: "against data that can be decrypted from outside its cell",
    remedy: "encrypt under a key of the same cell",
    controls: ["GDPR Art. 32(1)(a)", "GDPR Art. 44"],
};

/** Where the key is that opens something, data can be read: keys follow the same rule as data. */
export const key: Rule = {
    ...facts,
    check: (graph, setting) => [
        ...flowing("key", facts).check(graph, setting),
        ...graph.nodes.flatMap(node => {
            const { cell, dataClass, resource } = node;
            const encryption = graph.encryption(node);
            if (cell === undefined || encryption?.by !== "customer") return [];
            const { nodes, places } = graph.resolve(encryption.key, resource);
            const flow = { kind: "key" as const, cell: cell.name, dataClass, to: places };
            const { reason, verdict } = judge(flow, setting.cells, setting.atlas);
            const found = { urn: resource.urn, isProtected: isProtected(dataClass) };
            const foreign = nodes.find(node => node.cell !== undefined && node.cell !== cell);
            if (verdict !== "violated" && foreign !== undefined) {
                const message = `its key belongs to cell ${foreign.cell!.name}, not of ${cell.name}`;
                return [{ ...found, verdict: "violated" as const, message }];
            }
            return verdict === "proven" ? [] : [{ ...found, verdict, message: `its key: ${reason}` }];
        }),
    ],
};
