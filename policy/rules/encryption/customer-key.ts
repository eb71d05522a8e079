import { isProtected } from "../../../components/plan/residency";
import type { Encryption } from "../../facts/fact";
import type { Graph, Said } from "../../graph";
import type { Finding, Rule } from "../rule";

/** What law protects lies under a key that its owner can take away. */
export const customerKey: Rule = {
    id: "encryption/customer-key",
    severity: "high",
    protects: "against protected data that only its vendor can lock",
    remedy: "encrypt under a key of your own, in the same cell",
    controls: ["GDPR Art. 32(1)(a)", "HIPAA § 164.312(a)(2)(iv)"],
    check: graph =>
        graph.nodes.flatMap((node): Omit<Finding, "rule">[] => {
            const { dataClass, resource, row } = node;
            // Keys lie under the vendor's own; artifacts tell of no subject.
            const isAsked = row?.holds !== undefined && row.holds !== "keys" && row.holds !== "artifacts";
            if (!isAsked || !isProtected(dataClass)) return [];
            if (graph.into(node).some(({ fact }) => fact.underVendorsKey === true)) return [];
            const all = graph.encryptions(node);
            const said = all.find(({ value: { by } }) => by === "customer") ?? all.find(isNotProviders) ?? all[0];
            const found = { urn: resource.urn, isProtected: true };
            if (said === undefined || said.value.by === "provider") {
                return [{ ...found, verdict: "violated", message: "it is encrypted under its vendor's key" }];
            }
            if (said.value.by === "undetermined" && said.value.reason !== undefined) {
                const { isMadeLater, path, reason } = said.value;
                const isProtected = isMadeLater !== true;
                return [{ ...found, verdict: "undetermined", isProtected, message: `${path}: ${reason}` }];
            }
            const path = doubtOf(said, graph);
            return path === undefined
                ? []
                : [{ ...found, verdict: "undetermined", message: `${path} is known only after the update` }];
        }),
};

const isNotProviders = ({ value: { by } }: Said<Encryption>) => by !== "provider";

/** The property that doesn't tell yet whether there is a key: one that comes from a key of the stack does. */
function doubtOf({ said, value }: Said<Encryption>, { resolve }: Graph): string | undefined {
    if (value.by === "undetermined") return value.path;
    if (value.by !== "customer" || !("named" in value.key) || value.key.named.is !== "unknown") return undefined;
    return resolve(value.key, said).nodes.some(({ row }) => row?.holds === "keys") ? undefined : value.key.named.path;
}
