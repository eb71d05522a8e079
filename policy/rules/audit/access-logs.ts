import { claimed } from "../claimed";

export const accessLogs = claimed({
    id: "audit/access-logs",
    severity: "medium",
    protects: "against requests without a record",
    remedy: "turn access logs on",
    controls: ["HIPAA § 164.312(b)"],
});
