import { claimed } from "../claimed";

export const backupLock = claimed({
    id: "durability/backup-lock",
    severity: "medium",
    protects: "against backups deleted together with the data",
    remedy: "lock the vault, so that its content can't be deleted before its time",
    controls: ["GDPR Art. 32(1)(c)", "HIPAA § 164.308(a)(7)"],
});
