import { flowing } from "../flowing";

export const artifact = flowing("artifact", {
    id: "residency/artifact",
    severity: "medium",
    protects: "against models and images copied out of the cell that owns them",
    remedy: "replicate to regions of the same cell",
    controls: ["GDPR Art. 44"],
});
