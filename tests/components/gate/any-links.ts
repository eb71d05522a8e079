import fc from "fast-check";

import { type EnvoyConfiguration } from "../../../components/gate/configuration";
import { gateConfiguration, type GateLinks } from "../../../components/gate/gate";
import { gateHeader } from "../../../components/gate/headers";
import { inboundFaults } from "../../../components/gate/listener/inbound";
import type { Address, GateHost, Inbound, Secret, Upstream, UpstreamAuth } from "../../../components/gate/upstream";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import { type Plan, planConfig } from "../../../components/plan/plan";
import type { ServingPlan } from "../../../components/plan/serving/serving";
import { localConfigs, someAuthority } from "../../support/arbitraries";
import { placed } from "./placed";

/** How a release is hosted, but for where. */
interface Hosting {
    readonly kind: UpstreamAuth["kind"];
    readonly protocol: Upstream["protocol"];
    readonly addresses: number;
    readonly named: boolean;
    readonly checked: boolean;
    readonly rewritten: boolean;
    readonly publicly: boolean;
    readonly secret: "file" | "environment";
    readonly maxBodyKiB: number | undefined;
}

const hostings: fc.Arbitrary<Hosting> = fc.record({
    kind: fc.constantFrom("mtls", "mtls", "platform", "tls", "aws-sigv4", "gcp-id-token", "oauth2", "api-key"),
    protocol: fc.constantFrom("http1", "http2"),
    addresses: fc.integer({ min: 1, max: 3 }),
    named: fc.boolean(),
    checked: fc.boolean(),
    rewritten: fc.boolean(),
    publicly: fc.boolean(),
    secret: fc.constantFrom("file", "environment"),
    maxBodyKiB: fc.option(fc.integer({ min: 1, max: 8192 }), { nil: undefined }),
});

type InboundKind = Inbound["kind"];

/** Plans whose releases and gates are hosted in all ways that there are, by the cell's own processes and by others. */
export const hostedPlans = fc
    .record({
        written: localConfigs,
        ways: fc.array(hostings, { minLength: 1, maxLength: 12 }),
        inbounds: fc.array(fc.constantFrom<InboundKind>("mtls", "mtls", "tls", "platform"), {
            minLength: 1,
            maxLength: 5,
        }),
    })
    .map(({ written, ...hosted }) => ({ planned: planConfig(written).plan, ...hosted }));

export interface HostedPlan {
    readonly planned: Plan;
    readonly ways: readonly Hosting[];
    readonly inbounds: readonly InboundKind[];
}

/** The place of a secret in a gate's configuration. */
export interface Secrets {
    readonly file: string;
    readonly environment: string;
}

/** A gate with hosts whose names contain their cell (`cell-0.example`), and their addresses. */
export interface HostedGate {
    readonly serving: ServingPlan;
    readonly configuration: EnvoyConfiguration;
    readonly host: GateHost;
    /** How names of hosts of the cell end. */
    readonly ending: string;
    /** All that it may send anything to. */
    readonly reported: readonly Address[];
    readonly upstreams: ReadonlyMap<string, Upstream>;
}

export function hostedGates(
    { planned, ways, inbounds }: HostedPlan,
    secrets: Secrets,
    certificate?: GateHost["certificate"],
): HostedGate[] {
    const gates = placed(planned, certificate);
    const inboundOf = (region: RegionRef): Inbound => {
        const at = gates.servings.findIndex(serving => serving.region === region);
        const kind = inboundFaults(gates.servings[at]!, anyOther).length > 0 ? "mtls" : inbounds[at % inbounds.length]!;
        return kind === "mtls" ? { kind } : { kind, gateKeys: [{ environment: secrets.environment }] };
    };
    let hosts = 0;
    return gates.servings.map((serving): HostedGate => {
        const cell = planned.cells.findIndex(({ servings }) => servings.includes(serving));
        const [reported, upstreams, ending] = [[] as Address[], new Map<string, Upstream>(), `cell-${cell}.example`];
        const own = gates.links(serving);
        const reportedOf = <U extends Upstream>(upstream: U): U => {
            reported.push(...upstream.addresses, ...alsoAsked(upstream.auth));
            return upstream;
        };
        const links: GateLinks = {
            release: (model, release) => {
                const way = ways[hosts % ways.length]!;
                const upstream = reportedOf(upstreamOf(way, `host-${hosts++}.${ending}`, ending, secrets));
                upstreams.set(`${model}/${release.version}`, upstream);
                return upstream;
            },
            peer: peer => {
                const upstream = own.peer(peer);
                const { serverName } = upstream.auth;
                const key = { environment: secrets.environment };
                const auth = { kind: "api-key", serverName, header: gateHeader, key } as const;
                return reportedOf(inboundOf(peer.region).kind === "mtls" ? upstream : { ...upstream, auth });
            },
            comparer: () => reportedOf(own.comparer!()),
            tables: () => reportedOf(own.tables!()),
        };
        const host = { ...gates.host(serving), inbound: inboundOf(serving.region) };
        const configuration = gateConfiguration(serving, host, links);
        return { serving, configuration, host, ending, reported, upstreams };
    });
}

/** A host that says what a plan can't have where something stands before the gate. */
const anyOther = { inbound: { kind: "tls", gateKeys: [{ file: "" }] } } as const;

function upstreamOf(way: Hosting, serverName: string, ending: string, secrets: Secrets): Upstream {
    const number = Number(/\d+/.exec(serverName)![0]);
    const at = (i: number): Address => ({
        host: way.named ? `at-${i}.${serverName}` : `10.${number >> 8}.${number & 255}.${i + 1}`,
        port: 30_000 + number,
    });
    return {
        addresses: Array.from({ length: way.addresses }, (_, i) => at(i)),
        protocol: way.protocol,
        auth: authOf(way, serverName, ending, secrets),
        health: way.checked ? { kind: "active", path: "/ping" } : { kind: "passive" },
        ...(way.rewritten && way.kind !== "mtls" && way.kind !== "platform"
            ? { rewrite: `/endpoints/${serverName}/invocations` }
            : {}),
        ...(way.maxBodyKiB === undefined ? {} : { maxBodyKiB: way.maxBodyKiB }),
    };
}

function authOf(way: Hosting, serverName: string, ending: string, secrets: Secrets): UpstreamAuth {
    const trusted = { serverName, ...(way.publicly ? {} : { authorities: someAuthority }) };
    const secret: Secret = way.secret === "file" ? { file: secrets.file } : { environment: secrets.environment };
    switch (way.kind) {
        case "mtls":
        case "platform":
            return { kind: way.kind, serverName };
        case "tls":
            return { kind: "tls", ...trusted };
        case "aws-sigv4":
            return { kind: "aws-sigv4", service: "sagemaker", region: "eu-west-1", ...trusted };
        case "gcp-id-token":
            return {
                kind: "gcp-id-token",
                audience: `https://${serverName}`,
                metadata: { host: `metadata.${ending}`, port: 80 },
                ...trusted,
            };
        case "oauth2":
            return {
                kind: "oauth2",
                tokenUri: `https://tokens.${serverName}:9443/token`,
                clientId: `client of ${serverName}`,
                clientSecret: secret,
                ...(way.named ? { scopes: ["infer"] } : {}),
                ...trusted,
            };
        case "api-key":
            return {
                kind: "api-key",
                header: "api-key",
                key: secret,
                ...(way.named ? { prefix: "Bearer " } : {}),
                ...trusted,
            };
    }
}

/** Requests beside those to an upstream, for its credentials. */
function alsoAsked(auth: UpstreamAuth): Address[] {
    switch (auth.kind) {
        case "gcp-id-token":
            return auth.metadata === undefined ? [] : [auth.metadata];
        case "oauth2": {
            const { hostname, port } = new URL(auth.tokenUri);
            return [{ host: hostname, port: Number(port) }];
        }
        default:
            return [];
    }
}
