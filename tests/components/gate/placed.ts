import { type EnvoyConfiguration } from "../../../components/gate/configuration";
import { gateConfiguration, type GateLinks } from "../../../components/gate/gate";
import { healthPaths, tablesReadyPath } from "../../../components/gate/health/health";
import type { Address, CertificateFiles, GateHost, PeerUpstream, Upstream } from "../../../components/gate/upstream";
import { tablesHost } from "../../../components/plan/names";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import type { Plan } from "../../../components/plan/plan";
import type { ServingPlan } from "../../../components/plan/serving/serving";

/** Where an adapter would have put a gate's certificate; nothing reads it unless Envoy does. */
export const someFiles: CertificateFiles = {
    certificate: "gate-tls/tls.crt",
    key: "gate-tls/tls.key",
    authority: "gate-tls/ca.crt",
    directory: "gate-tls",
};

/** Where gates find the key that subjects are hashed with; `envoyAsJudge` has one there. */
export const subjectKey = { environment: "SUBJECT_KEY" } as const;

/**
 * The gates of a plan, each gate and server at an address of its own: so that an address in a configuration says whose
 * it is.
 */
export function placed(plan: Plan, certificate: CertificateFiles = someFiles) {
    const addresses = new Map<string, Address>();
    const addressOf = (key: string): Address => {
        const found = addresses.get(key) ?? { host: "127.0.0.1", port: 20_000 + addresses.size };
        addresses.set(key, found);
        return found;
    };
    const servings = plan.cells.flatMap(cell => cell.servings);
    const gate = (region: RegionRef) => addressOf(`gate of ${region}`);
    const server = ({ region }: ServingPlan, model: string, version: string) =>
        addressOf(`${model} ${version} in ${region}`);
    const comparer = (region: RegionRef) => addressOf(`comparer in ${region}`);
    const tables = (region: RegionRef) => addressOf(`tables in ${region}`);
    const host = ({ region }: ServingPlan): GateHost => ({
        inbound: { kind: "mtls" },
        listen: gate(region),
        certificate,
        directory: "gate",
        subjectKey,
        publicAuthorities: certificate.authority,
    });
    const links = (serving: ServingPlan): GateLinks => ({
        release: (model, { version }) => upstream(server(serving, model, version), `server.${serving.host}`, "http1"),
        peer: ({ region, host }) => upstream(gate(region), host, "http2"),
        comparer: () => upstream(comparer(serving.region), `comparer.${serving.host}`, "http1"),
        tables: () => upstream(tables(serving.region), tablesHost(serving.host), "http1", tablesReadyPath),
    });
    return {
        servings,
        gate,
        server,
        comparer,
        tables,
        host,
        links,
        configuration: (serving: ServingPlan): EnvoyConfiguration =>
            gateConfiguration(serving, host(serving), links(serving)),
    };
}

function upstream(
    address: Address,
    serverName: string,
    protocol: Upstream["protocol"],
    path: string = protocol === "http1" ? healthPaths.ready : healthPaths.region,
): PeerUpstream {
    return { addresses: [address], protocol, auth: { kind: "mtls", serverName }, health: { kind: "active", path } };
}
