import { claimed } from "../claimed";

export const trailValidation = claimed({
    id: "audit/trail-validation",
    severity: "medium",
    protects: "against an audit trail that can be changed unnoticed",
    remedy: "turn on the validation of log files",
    controls: ["HIPAA § 164.312(c)(1)", "GDPR Art. 5(2)"],
});
