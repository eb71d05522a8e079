import { claimed } from "../claimed";

export const inTransit = claimed({
    id: "encryption/in-transit",
    severity: "critical",
    protects: "against data read on its way through the network",
    remedy: "listen with TLS, or redirect to a listener that does",
    controls: ["GDPR Art. 32(1)(a)", "HIPAA § 164.312(e)(1)"],
});
