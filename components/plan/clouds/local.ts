import type { CloudFacts } from "./facts";

/**
 * This machine. Checks cost nothing here, so a quarter of a second with two failures keeps detection under a second;
 * below a tenth the checks themselves would be a visible load.
 */
export const local: CloudFacts = {
    edges: ["regional"],
    artifactSchemes: ["file"],
    checks: { floorSeconds: 0.1, defaultSeconds: 0.25, defaultUnhealthyAfter: 2 },
};
