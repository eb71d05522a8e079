import * as pulumi from "@pulumi/pulumi";

import { gateConfiguration } from "../../gate/gate";
import { healthPaths, serverLivePath, tablesReadyPath } from "../../gate/health/health";
import { configurationText } from "../../gate/text";
import type { Address, CertificateFiles, PeerUpstream, Upstream } from "../../gate/upstream";
import { refuse } from "../../plan/faults";
import type { ServingPlan } from "../../plan/serving/serving";
import type { Serving, ServingLinks } from "../../regional-serving/contract";
import type { Scope } from "../../scope";
import { addressesByKey, byKey } from "./by-key";
import { type Comparer, makeComparer } from "./comparer";
import { directories } from "./directories";
import { envoyArguments } from "./envoy-arguments";
import { LocalFront } from "./front";
import type { LocalLandingZone } from "./landing-zone";
import type { LocalServingNodes } from "./nodes";
import { publicAuthorities, regionAuthorityFaults } from "./public-authorities";
import { type LocalStore, ownStore } from "./replicated-store/local-store";
import { EnvoyFiles, Process } from "./resources";
import { ownNetworkFaults } from "./servers/own";
import { programFaults } from "./servers/programs";
import { type Server, serverKey } from "./servers/server";
import { makeServers } from "./servers/servers";

/** One model server a release, the region's gate in front of them, and what compares releases with shadows. */
export function serveLocally(
    name: string,
    plan: ServingPlan,
    landing: LocalLandingZone,
    links: ServingLinks,
    { parent }: Scope,
): Serving {
    refuse([...regionAuthorityFaults(plan.auth), ...ownNetworkFaults(plan), ...programFaults(plan)]);
    const store = links.store && ownStore(links.store);
    const options = { parent, dependsOn: landing.names.records.of(landing.cell.name) };
    const servers = makeServers(name, plan, { landing, store }, options);
    const comparer = makeComparer(name, plan, landing, options);
    const behind = [...servers.map(({ observed }) => observed), ...(comparer ? [comparer.observed] : [])];
    const listening = addressesByKey([
        ...servers.map(({ key, port }) => [key, port] as const),
        ...(comparer ? [[comparer.observed.instance, comparer.port] as const] : []),
    ]);
    const files = makeGateFiles(name, plan, landing, { servers, comparer, store, listening }, options);
    const gate = makeGate(name, plan, landing, files, options);
    return {
        front: new LocalFront(name, plan, landing, gate, gateLogOf(name, plan, landing), behind, listening),
        nodes: {
            gate,
            files,
            ...(comparer && { comparer: comparer.process }),
            ...Object.fromEntries(servers.map(({ node, process }) => [node, process])),
        } satisfies LocalServingNodes,
    };
}

/** The processes behind a gate, and where they listen. */
interface Behind {
    readonly servers: readonly Server[];
    readonly comparer: Comparer | undefined;
    readonly store: LocalStore | undefined;
    readonly listening: LocalFront["listening"];
}

function makeGateFiles(
    name: string,
    plan: ServingPlan,
    landing: LocalLandingZone,
    { servers, comparer, store, listening }: Behind,
    opts: pulumi.CustomResourceOptions,
): EnvoyFiles {
    const { names } = landing;
    const tables = store?.tableServers[plan.region];
    const directory = directories.gate(name);
    const listen = names.gate(plan.cell, plan.region).address;
    const transports = new Map(servers.map(({ key, transport }) => [key, transport]));
    const peers = byKey(plan.peers.map(({ region }) => [region, names.peer(plan.region, plan.cell, region).address]));
    const authorities = publicAuthorities();
    const host = {
        inbound: { kind: "mtls" },
        certificate: certificateFiles(landing),
        directory,
        subjectKey: { file: directories.subjectKey(plan.cell) },
        judged: true,
        ...(authorities === undefined ? {} : { publicAuthorities: authorities }),
    } as const;
    const configured = (
        listen: Address,
        behind: Readonly<Record<string, Address>>,
        peers: Readonly<Record<string, Address>>,
        stores: Address | undefined,
    ) =>
        gateConfiguration(
            plan,
            { ...host, listen },
            {
                release: (model, release) => {
                    const key = serverKey(model, release);
                    return upstream(behind[key], transports.get(key)!, landing.serverName, healthPaths.ready);
                },
                peer: ({ region, host }) => upstream(peers[region], "http2", host, healthPaths.region),
                ...(comparer && {
                    comparer: () =>
                        upstream(behind[comparer.observed.instance], "http1", comparer.serverName, serverLivePath),
                }),
                ...(tables && {
                    tables: () => upstream(stores, "http1", tables.serverName, tablesReadyPath),
                }),
            },
        );
    // As text at once: of an object the SDK would look through every value.
    const configuration = pulumi
        .all([listen, listening, peers, tables?.address])
        .apply(known => configurationText(configured(...known)));
    return new EnvoyFiles(
        `${name}-gate-files`,
        { root: names.root, directory, configuration },
        pulumi.mergeOptions(opts, {
            dependsOn: [
                landing.gateCertificate,
                names.subjectKey(plan.cell),
                ...servers.flatMap(({ processes, artifacts }) => [...processes, ...artifacts]),
                ...(comparer === undefined ? [] : [comparer.process]),
                ...(tables === undefined ? [] : [tables.process]),
            ],
        }),
    );
}

function certificateFiles({ directory }: LocalLandingZone): CertificateFiles {
    const tls = `${directory}/gate-tls`;
    return { certificate: `${tls}/tls.crt`, key: `${tls}/tls.key`, authority: `${tls}/ca.crt`, directory: tls };
}

function upstream(
    address: Address | undefined,
    protocol: Upstream["protocol"],
    serverName: string,
    path: string,
): PeerUpstream {
    if (address === undefined) {
        throw new Error(`no address is known for ${serverName}`);
    }
    return { addresses: [address], protocol, auth: { kind: "mtls", serverName }, health: { kind: "active", path } };
}

function makeGate(
    name: string,
    plan: ServingPlan,
    landing: LocalLandingZone,
    files: EnvoyFiles,
    opts: pulumi.CustomResourceOptions,
): Process {
    const listen = landing.names.gate(plan.cell, plan.region);
    return new Process(
        name,
        {
            root: landing.names.root,
            name: gateProgram(name),
            program: "envoy",
            args: envoyArguments(directories.gate(name)),
            environment: {},
            log: gateLogOf(name, plan, landing),
            ready: [
                {
                    host: listen.host,
                    port: listen.port,
                    serverName: plan.cell.host,
                    path: healthPaths.ready,
                    authority: `${landing.directory}/gate-tls/ca.crt`,
                },
            ],
        },
        pulumi.mergeOptions(opts, { dependsOn: [files] }),
    );
}

/** What a region's gate is called to the supervisor. */
export function gateProgram(serving: string): string {
    return `${serving}-gate`;
}

function gateLogOf(name: string, { region }: ServingPlan, { cell }: LocalLandingZone): string {
    return `${directories.serving(cell, region, name)}/logs/gate.log`;
}
