import { claimed } from "../claimed";

export const openIngress = claimed({
    id: "exposure/open-ingress",
    severity: "high",
    protects: "against unencrypted traffic from all addresses",
    remedy: "name the addresses that may connect, or admit port 443 only",
    controls: ["GDPR Art. 32(1)(b)", "HIPAA § 164.312(a)(1)"],
});
