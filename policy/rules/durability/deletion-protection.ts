import { claimed } from "../claimed";

export const deletionProtection = claimed({
    id: "durability/deletion-protection",
    severity: "high",
    protects: "against data deleted by mistake",
    remedy: "turn on deletion protection",
    controls: ["GDPR Art. 32(1)(c)", "HIPAA § 164.308(a)(7)"],
});
