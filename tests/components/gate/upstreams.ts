import type { Upstream, UpstreamAuth } from "../../../components/gate/upstream";
import { someAuthority } from "../../support/arbitraries";

/** Where the host of some model is, whose name its certificate must have. */
export const hostName = "models.example";
const trusted = { serverName: hostName, authorities: someAuthority };

/** One of each method of authentication at an upstream. */
export const auths = {
    mtls: { kind: "mtls", serverName: "server.example" },
    platform: { kind: "platform", serverName: "server.example" },
    tls: { kind: "tls", ...trusted },
    "aws-sigv4": { kind: "aws-sigv4", service: "sagemaker", region: "eu-west-1", ...trusted },
    "gcp-id-token": { kind: "gcp-id-token", audience: "https://models.example", ...trusted },
    oauth2: {
        kind: "oauth2",
        tokenUri: "https://tokens.example:8443/token",
        clientId: "meridian",
        clientSecret: { environment: "CLIENT_SECRET" },
        ...trusted,
    },
    "api-key": { kind: "api-key", header: "api-key", key: { file: "/run/secrets/key" }, ...trusted },
} as const satisfies Readonly<Record<UpstreamAuth["kind"], UpstreamAuth>>;

/** All but those of the cell's own processes. */
export const externalKinds = Object.values(auths)
    .map(({ kind }) => kind)
    .filter(kind => kind !== "mtls" && kind !== "platform");

export function upstreamWith(auth: UpstreamAuth, more: Partial<Upstream> = {}): Upstream {
    return {
        addresses: [{ host: hostName, port: 443 }],
        protocol: "http1",
        auth,
        health: { kind: "passive" },
        ...more,
    };
}
