import { claimed } from "../claimed";

export const invalidHeaders = claimed({
    id: "exposure/invalid-headers",
    severity: "medium",
    protects: "against requests that two proxies read differently",
    remedy: "drop invalid header fields",
    controls: ["GDPR Art. 32(1)(b)"],
});
