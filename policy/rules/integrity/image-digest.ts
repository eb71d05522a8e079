import { claimed } from "../claimed";

export const imageDigest = claimed({
    id: "integrity/image-digest",
    severity: "high",
    protects: "against a different image under the same name",
    remedy: "reference the image by its digest, as in registry.example.com/app@sha256:…",
    controls: ["GDPR Art. 32(1)(b)", "HIPAA § 164.312(c)(1)"],
});
