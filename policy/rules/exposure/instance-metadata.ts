import { claimed } from "../claimed";

export const instanceMetadata = claimed({
    id: "exposure/instance-metadata",
    severity: "high",
    protects: "against whoever makes a server ask its metadata for the rights of its role",
    remedy: "ask for session tokens (IMDSv2)",
    controls: ["GDPR Art. 32(1)(b)", "HIPAA § 164.312(a)(1)"],
});
