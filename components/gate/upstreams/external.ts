import { addressCluster } from "./clusters";
import { type JsonObject, typed } from "../envoy";
import { tlsVersions } from "../listener/tls";
import type { GateHost } from "../upstream";

/** TLS to a host that is none of the cell's, by the name it must have. */
export function externalTls(
    serverName: string,
    authorities: string | undefined,
    { publicAuthorities }: Pick<GateHost, "publicAuthorities">,
    alpn: "h2" | "http/1.1" = "http/1.1",
): JsonObject {
    return {
        name: "envoy.transport_sockets.tls",
        typed_config: typed("upstreamTls", {
            sni: serverName,
            auto_sni_san_validation: true,
            common_tls_context: {
                tls_params: tlsVersions,
                alpn_protocols: [alpn],
                validation_context: { trusted_ca: trusted(serverName, authorities, publicAuthorities) },
            },
        }),
    };
}

function trusted(host: string, authorities: string | undefined, publicAuthorities: string | undefined): JsonObject {
    if (authorities !== undefined) {
        return { inline_string: authorities };
    }
    if (publicAuthorities === undefined) {
        throw new Error(`no public authorities are known here to check ${host} by; name its authorities`);
    }
    return { filename: publicAuthorities };
}

/** For requests of the gate itself, as for keys and tokens. No client request ever goes there. */
export function externalCluster(
    name: string,
    uri: string,
    authorities: string | undefined,
    host: Pick<GateHost, "publicAuthorities">,
): JsonObject {
    const { hostname, port } = new URL(uri);
    return {
        ...addressCluster(name, [{ host: hostname, port: port === "" ? 443 : Number(port) }], hostname),
        transport_socket: externalTls(hostname, authorities, host),
    };
}
