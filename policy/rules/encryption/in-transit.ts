import { claimed } from "../claimed";

export const inTransit = claimed({
    id: "encryption/in-transit",
    severity: "critical",
    protects: "against anybody on the way reading what is sent",
    remedy: "listen by TLS, or redirect to it",
    controls: ["GDPR Art. 32(1)(a)", "HIPAA § 164.312(e)(1)"],
});
