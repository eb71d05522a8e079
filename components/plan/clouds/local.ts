import type { CloudFacts, CheckFacts } from "./cloud";

/**
 * Checks cost nothing here, so a quarter of a second with two failures keeps detection under a second; below a tenth the
 * checks themselves would be a visible load.
 */
const checks: CheckFacts = { floorSeconds: 0.1, defaultSeconds: 0.25, defaultUnhealthyAfter: 2 };

/** This machine. */
export const local: CloudFacts = {
    title: "this machine",
    features: {
        "artifact/file": "read where it lies",
    },
    hostings: {
        container: { product: "processes", inbound: "mtls", features: {}, unsized: true },
    },
    front: { gives: ["address"] },
    checks,
    routes: {
        regional: {
            local: {
                by: "an Envoy that passes TLS on by server name",
                takes: "address",
                checks,
                limits: [],
                source: "components/adapters/local",
            },
        },
    },
    names: [],
};
