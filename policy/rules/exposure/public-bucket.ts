import { claimed } from "../claimed";

export const publicBucket = claimed({
    id: "exposure/public-bucket",
    severity: "critical",
    protects: "against a bucket with public access",
    remedy: "block public access in every way that its cloud offers: all four on AWS, enforced prevention and uniform access on Google Cloud",
    controls: ["GDPR Art. 32(1)(b)", "HIPAA § 164.312(a)(1)"],
});
