import { claimed } from "../claimed";

export const publicInvoker = claimed({
    id: "exposure/public-invoker",
    severity: "high",
    protects: "against a service that answers unauthenticated requests",
    remedy: "name the invokers, or admit only requests through the front",
    controls: ["GDPR Art. 32(1)(b)", "HIPAA § 164.312(a)(1)"],
});
