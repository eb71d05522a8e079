import { claimed } from "../claimed";

export const secretInClear = claimed({
    id: "exposure/secret-in-clear",
    severity: "high",
    protects: "against a secret in plain text, which every reader of the object sees",
    remedy: "store it in a Secret, and refer to that by secretKeyRef or mount it as a file",
    controls: ["GDPR Art. 32(1)(b)", "HIPAA § 164.312(d)"],
});
