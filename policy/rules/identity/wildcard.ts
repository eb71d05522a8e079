import { claimed } from "../claimed";

export const wildcard = claimed({
    id: "identity/wildcard",
    severity: "critical",
    protects: "against a role that reads all data",
    remedy: "name the actions and the resources",
    controls: ["GDPR Art. 25(2)", "HIPAA § 164.308(a)(4)"],
});
