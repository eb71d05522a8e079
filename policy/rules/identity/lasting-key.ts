import { claimed } from "../claimed";

export const lastingKey = claimed({
    id: "identity/lasting-key",
    severity: "high",
    protects: "against a key that opens an account for as long as nobody takes it away",
    remedy: "assume a role, whose rights end by themselves",
    controls: ["GDPR Art. 32(1)(b)", "HIPAA § 164.312(d)"],
});
