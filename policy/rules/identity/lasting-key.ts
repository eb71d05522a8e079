import { claimed } from "../claimed";

export const lastingKey = claimed({
    id: "identity/lasting-key",
    severity: "high",
    protects: "against a credential without an expiry date",
    remedy: "assume a role instead, whose credentials expire",
    controls: ["GDPR Art. 32(1)(b)", "HIPAA § 164.312(d)"],
});
