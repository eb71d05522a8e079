import { flowing } from "../flowing";

export const log = flowing("log", {
    id: "residency/log",
    severity: "high",
    protects: "against logs, which reveal clients and requests, sent out of the cell",
    remedy: "store logs in a location of the same cell",
    controls: ["GDPR Art. 44", "HIPAA § 164.308(a)(1)(ii)(B)"],
});
