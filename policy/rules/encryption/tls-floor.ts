import { claimed } from "../claimed";

export const tlsFloor = claimed({
    id: "encryption/tls-floor",
    severity: "high",
    protects: "against broken versions of TLS",
    remedy: "name a policy of TLS 1.2 at least",
    controls: ["GDPR Art. 32(1)(a)", "HIPAA § 164.312(e)(2)(ii)"],
});
