import { flowing } from "../flowing";

export const edge = flowing("cache", {
    id: "residency/edge",
    severity: "critical",
    protects: "against requests and responses that are decrypted, and stored, at any point of presence",
    remedy: "end TLS in the cell's own regions: use names that lead to regional load balancers",
    controls: ["GDPR Art. 44", "HIPAA § 164.312(e)(1)"],
});
