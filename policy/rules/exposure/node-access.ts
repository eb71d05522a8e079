import { claimed } from "../claimed";

export const nodeAccess = claimed({
    id: "exposure/node-access",
    severity: "critical",
    protects: "against a container that takes over its node, and every pod on it",
    remedy: "restrict pods to the Pod Security Standard baseline or stricter: no privileged container, host namespace, hostPath volume or further capability",
    controls: ["GDPR Art. 32(1)(b)", "HIPAA § 164.312(a)(1)"],
});
