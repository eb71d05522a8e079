import { flowing } from "../flowing";

export const backup = flowing("backup", {
    id: "residency/backup",
    severity: "critical",
    protects: "against backups in locations that the cell does not admit",
    remedy: "copy to a vault in a location of the same cell",
    controls: ["GDPR Art. 44", "HIPAA § 164.308(a)(7)"],
});
