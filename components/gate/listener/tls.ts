import type { AuthPlan } from "../../plan/serving/auth";
import { watched } from "../configuration";
import { type JsonObject, typed } from "../envoy";
import type { CertificateFiles, Upstream } from "../upstream";

/** TLS 1.2 is the oldest version that any part of the product speaks. */
export const tlsVersions = { tls_minimum_protocol_version: "TLSv1_2", tls_maximum_protocol_version: "TLSv1_3" };

/** Certificates that a gate shows: its own, and where clients are shown another one, that. */
export type Shown = "identity" | "front";

/** A certificate as watched files: a renewed one is used from then on, without a restart. */
export function identity({ certificate, key, directory }: CertificateFiles, name: Shown = "identity"): JsonObject {
    return {
        name,
        tls_certificate: {
            certificate_chain: { filename: certificate },
            private_key: { filename: key },
            watched_directory: { path: directory },
        },
    };
}

/** The authority of its cell, watched in the same way. */
export function authority({ authority, directory }: CertificateFiles): JsonObject {
    return {
        name: "authority",
        validation_context: { ...trust(authority), watched_directory: { path: directory } },
    };
}

export function trust(authority: string): JsonObject {
    return { trusted_ca: { filename: authority } };
}

/** Whose certificates a server takes, and whether it must be shown one. */
export interface Trust {
    readonly validation: JsonObject;
    readonly required: boolean;
}

/** Gates of the cell, by their names. */
export function peers(directory: string, names: readonly string[]): Trust {
    return { validation: validation(directory, names), required: true };
}

/** A presented certificate must be valid. Without one only health is answered, which the routes enforce. */
export function callers({ certificates }: AuthPlan): Trust | undefined {
    return certificates === undefined
        ? undefined
        : {
              validation: { validation_context: { trusted_ca: { inline_string: certificates.authorities } } },
              required: false,
          };
}

/** Ends TLS, by default with the process's own certificate. */
export function serverTls(directory: string, trust?: Trust, shown: Shown = "identity"): JsonObject {
    return {
        name: "envoy.transport_sockets.tls",
        typed_config: typed("downstreamTls", {
            common_tls_context: {
                tls_params: tlsVersions,
                tls_certificate_sds_secret_configs: [certificate(shown, directory)],
                alpn_protocols: ["h2", "http/1.1"],
                ...trust?.validation,
            },
            require_client_certificate: trust?.required ?? false,
        }),
    };
}

/** Shows the process's own certificate and takes only the cell's certificate for `serverName`. */
export function clientTls(directory: string, serverName: string, protocol: Upstream["protocol"]): JsonObject {
    return {
        name: "envoy.transport_sockets.tls",
        typed_config: typed("upstreamTls", {
            sni: serverName,
            common_tls_context: {
                tls_params: tlsVersions,
                alpn_protocols: [protocol === "http2" ? "h2" : "http/1.1"],
                tls_certificate_sds_secret_configs: [certificate("identity", directory)],
                ...validation(directory, [serverName]),
            },
        }),
    };
}

function certificate(name: Shown, directory: string): JsonObject {
    return { name, sds_config: watched(name, directory) };
}

function validation(directory: string, names: readonly string[]): JsonObject {
    return {
        combined_validation_context: {
            default_validation_context: { match_typed_subject_alt_names: names.map(dnsName) },
            validation_context_sds_secret_config: { name: "authority", sds_config: watched("authority", directory) },
        },
    };
}

export function dnsName(exact: string): JsonObject {
    return { san_type: "DNS", matcher: { exact } };
}
