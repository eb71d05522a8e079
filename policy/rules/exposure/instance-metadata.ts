import { claimed } from "../claimed";

export const instanceMetadata = claimed({
    id: "exposure/instance-metadata",
    severity: "high",
    protects: "against a server that is tricked into requesting its role's credentials from its metadata",
    remedy: "require session tokens (IMDSv2)",
    controls: ["GDPR Art. 32(1)(b)", "HIPAA § 164.312(a)(1)"],
});
