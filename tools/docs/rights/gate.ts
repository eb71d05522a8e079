import type { Made } from "../../../tests/support/mocked-engine";
import { regionIn, type Right } from "./right";

/** The parts of a gate's configuration that decide who is admitted, and to what. */
interface Configuration {
    readonly node: { readonly id: string };
    readonly listeners: readonly { readonly name: string; readonly filter_chains: readonly Chain[] }[];
    readonly gateRoutes: readonly Routes[];
}

interface Chain {
    readonly name: "clients" | "gates" | "shadows";
    readonly transport_socket: {
        readonly typed_config: {
            readonly require_client_certificate: boolean;
            readonly common_tls_context: {
                readonly combined_validation_context: {
                    readonly default_validation_context: {
                        readonly match_typed_subject_alt_names: readonly {
                            readonly matcher: { readonly exact: string };
                        }[];
                    };
                };
            };
        };
    };
    readonly filters: readonly [{ readonly typed_config: Connection }];
}

interface Connection {
    readonly route_config?: Routes;
    readonly http_filters: readonly {
        readonly name: string;
        readonly typed_config: { readonly headers?: readonly Header[] };
    }[];
}

interface Routes {
    readonly virtual_hosts: readonly { readonly routes: readonly Route[] }[];
}

interface Route {
    readonly match: {
        readonly path?: string;
        readonly prefix?: string;
        readonly path_separated_prefix?: string;
        readonly headers?: readonly Header[];
    };
    readonly direct_response?: { readonly status: number };
}

interface Header {
    readonly name: string;
    readonly string_match?: { readonly exact?: string };
}

/** A gate answers other gates and its comparer under two names, which have routes of their own. */
const servers = { gates: "gate", shadows: "gate (shadows)" } as const;

/** What gates allow to holders of certificates of the cell. Clients call by the cell's name, for which they need none. */
export function gateRights(made: readonly Made[]): Right[] {
    return made
        .filter(({ type }) => type.endsWith(":EnvoyFiles"))
        .flatMap(({ inputs }) => {
            const { node, listeners, gateRoutes } = JSON.parse(String(inputs.configuration)) as Configuration;
            const place = regionIn(node.id) ?? "";
            return (
                listeners
                    // An edge passes TLS through, and has none of these.
                    .filter(({ name }) => name === "gate")
                    .flatMap(({ filter_chains }) => filter_chains)
                    .flatMap(chain => {
                        if (chain.name === "clients") return [];
                        const server = servers[chain.name];
                        const requests = [...new Set(requestsOf(chain, gateRoutes))];
                        return namesOf(chain).flatMap(name =>
                            requests.map(request => ({ name, server, place, request, allowed: true })),
                        );
                    })
            );
        });
}

function namesOf({ name, transport_socket: { typed_config: tls } }: Chain): string[] {
    const { default_validation_context: known } = tls.common_tls_context.combined_validation_context;
    const names = known.match_typed_subject_alt_names.map(({ matcher }) => matcher.exact);
    if (!tls.require_client_certificate || names.length === 0) throw new Error(`${name} of a gate admits anyone`);
    return names;
}

function requestsOf({ filters: [{ typed_config: http }] }: Chain, watched: readonly Routes[]): string[] {
    const health = http.http_filters
        .filter(({ name }) => name.startsWith("envoy.filters.http.health_check"))
        .map(({ typed_config: { headers = [] } }) => `any method ${exactly(":path", headers) ?? "path"}`);
    const routes = (http.route_config ? [http.route_config] : watched)
        .flatMap(({ virtual_hosts }) => virtual_hosts)
        .flatMap(({ routes }) => routes)
        // The others refuse.
        .filter(({ direct_response: direct }) => direct === undefined || direct.status < 400);
    return [...health, ...routes.map(requestOf)];
}

function requestOf({ match: { path, prefix, path_separated_prefix: above, headers = [] } }: Route): string {
    const what = path ?? (above === undefined ? `${prefix ?? ""}*` : `${above}/**`);
    return `${exactly(":method", headers) ?? "any method"} ${what}`;
}

function exactly(name: string, headers: readonly Header[]): string | undefined {
    return headers.find(header => header.name === name)?.string_match?.exact;
}
