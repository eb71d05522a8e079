import { claimed } from "../claimed";

export const publicDatabase = claimed({
    id: "exposure/public-database",
    severity: "critical",
    protects: "against a database with an address on the internet",
    remedy: "move it to private subnets",
    controls: ["GDPR Art. 32(1)(b)", "HIPAA § 164.312(a)(1)"],
});
