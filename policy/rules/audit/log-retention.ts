import { claimed } from "../claimed";

export const logRetention = claimed({
    id: "audit/log-retention",
    severity: "low",
    protects: "against logs that are stored without limit",
    remedy: "set the retention of logs in days",
    controls: ["GDPR Art. 5(1)(e)"],
});
