import { claimed } from "../claimed";

export const versioning = claimed({
    id: "durability/versioning",
    severity: "medium",
    protects: "against objects overwritten for good",
    remedy: "turn on versioning",
    controls: ["GDPR Art. 32(1)(c)"],
});
