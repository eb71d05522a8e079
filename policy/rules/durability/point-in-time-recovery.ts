import { claimed } from "../claimed";

export const pointInTimeRecovery = claimed({
    id: "durability/point-in-time-recovery",
    severity: "medium",
    protects: "against changes that can't be undone",
    remedy: "turn on point-in-time recovery",
    controls: ["GDPR Art. 32(1)(c)", "HIPAA § 164.308(a)(7)"],
});
