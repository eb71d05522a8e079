import { claimed } from "../claimed";

export const tlsFloor = claimed({
    id: "encryption/tls-floor",
    severity: "high",
    protects: "against broken versions of TLS",
    remedy: "choose a policy with TLS 1.2 or later",
    controls: ["GDPR Art. 32(1)(a)", "HIPAA § 164.312(e)(2)(ii)"],
});
