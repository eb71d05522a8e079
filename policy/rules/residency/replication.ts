import { flowing } from "../flowing";

export const replication = flowing("replication", {
    id: "residency/replication",
    severity: "critical",
    protects: "against data copied to locations that its cell does not admit",
    remedy: "replicate within the jurisdictions of the cell",
    controls: ["GDPR Art. 44", "HIPAA § 164.308(a)(1)(ii)(B)"],
});
