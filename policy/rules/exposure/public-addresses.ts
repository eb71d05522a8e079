import { claimed } from "../claimed";

export const publicAddresses = claimed({
    id: "exposure/public-addresses",
    severity: "medium",
    protects: "against servers that the internet reaches past the front",
    remedy: "run them in private subnets, without public addresses",
    controls: ["GDPR Art. 32(1)(b)"],
});
