import { claimed } from "../claimed";

export const publicPrincipal = claimed({
    id: "identity/public-principal",
    severity: "critical",
    protects: "against a policy that grants access to all principals of any account",
    remedy: "name the principals, or add a condition that only they meet",
    controls: ["GDPR Art. 32(1)(b)", "HIPAA § 164.312(a)(1)"],
});
