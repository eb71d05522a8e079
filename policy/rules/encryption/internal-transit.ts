import { claimed } from "../claimed";

export const internalTransit = claimed({
    id: "encryption/internal-transit",
    severity: "high",
    protects: "against plain text between a service and its data store",
    remedy: "turn on encryption in transit, between clients and nodes and between nodes",
    controls: ["GDPR Art. 32(1)(a)", "HIPAA § 164.312(e)(1)"],
});
