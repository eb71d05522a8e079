import { isProtected } from "../../../components/plan/residency";
import type { Finding, Rule } from "../rule";

export const atRest: Rule = {
    id: "encryption/at-rest",
    severity: "critical",
    protects: "against data stored in plain text",
    remedy: "turn on encryption",
    controls: ["GDPR Art. 32(1)(a)", "HIPAA § 164.312(a)(2)(iv)"],
    check: ({ encryption: encryptionOf, nodes }) =>
        nodes.flatMap((node): Omit<Finding, "rule">[] => {
            const { dataClass, resource } = node;
            const encryption = encryptionOf(node);
            const found = { urn: resource.urn, isProtected: isProtected(dataClass) };
            if (encryption?.by === "nobody") return [{ ...found, verdict: "violated", message: "it is not encrypted" }];
            return encryption?.by === "undetermined" && encryption.reason === undefined
                ? [{ ...found, verdict: "undetermined", message: `${encryption.path} is known only after the update` }]
                : [];
        }),
};
