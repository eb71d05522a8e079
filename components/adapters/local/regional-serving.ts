import { existsSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { gateConfiguration } from "../../gate/gate";
import { healthPaths, serverLivePath } from "../../gate/health";
import type { Address, CertificateFiles, PeerUpstream, Upstream } from "../../gate/upstream";
import type { LandingZone } from "../../landing-zone/contract";
import { type ModelPlan, type ReleasePlan, runningReleases, type ServingPlan } from "../../plan/serving/serving";
import type { Serving } from "../../regional-serving/contract";
import type { Scope } from "../../scope";
import { byKey } from "./by-key";
import { type Comparer, createComparer } from "./comparer";
import { directories } from "./directories";
import { envoyArguments } from "./envoy-arguments";
import { frontOf } from "./front";
import { LocalLandingZone } from "./landing-zone";
import { Artifact, EnvoyFiles, Port, Process } from "./resources";

/** One model server a release, the region's gate in front of them, and what compares releases with shadows. */
export function serveLocally(
    name: string,
    plan: ServingPlan,
    links: { readonly landing: LandingZone },
    { parent, opts }: Scope,
): Serving {
    const landing = ownLanding(links.landing);
    const options = pulumi.mergeOptions(opts, { parent });
    const servers = plan.models.flatMap(model =>
        runningReleases(model).map(release => createServer(name, plan, model, release, landing, options)),
    );
    const comparer = createComparer(name, plan, landing, options);
    const files = createGateFiles(name, plan, landing, servers, comparer, options);
    const gate = createGate(name, plan, landing, files, options);
    return {
        front: frontOf(plan, landing, gate),
        nodes: {
            gate,
            files,
            ...(comparer && { comparer: comparer.process }),
            ...Object.fromEntries(servers.map(server => [server.key, server.process])),
        },
    };
}

function ownLanding(landing: LandingZone): LocalLandingZone {
    if (landing instanceof LocalLandingZone) {
        return landing;
    }
    throw new Error(
        `the landing zone of ${landing.target.region} is not the local adapter's; make it with local().region(…)`,
    );
}

interface Server {
    readonly key: string;
    readonly port: Port;
    readonly process: Process;
}

function createServer(
    name: string,
    { limits }: ServingPlan,
    model: ModelPlan,
    release: ReleasePlan,
    landing: LocalLandingZone,
    opts: pulumi.CustomResourceOptions,
): Server {
    const { root } = landing.names;
    const key = serverKey(model.name, release);
    const directory = directories.serving(landing.cell, landing.target.region, name);
    const artifact = new Artifact(
        `${name}-${key}-artifact`,
        {
            root,
            source: release.artifact,
            digest: release.digest,
            file: `${directory}/artifacts/${model.name}/${release.version}/${release.digest.slice("sha256:".length)}`,
        },
        opts,
    );
    const holder = `${key}.${name}.${landing.serverName}`;
    const port = new Port(`${name}-${key}-port`, { root, holder }, opts);
    const tls = `${landing.directory}/servers-tls`;
    const process = new Process(
        `${name}-${key}`,
        {
            root,
            name: `${name}-${key}`,
            program: "model-server",
            args: [],
            environment: {
                MODEL_NAME: model.name,
                MODEL_VERSION: release.version,
                MODEL_URI: artifact.file,
                MODEL_DIGEST: release.digest,
                PORT: port.port.apply(String),
                MAX_BODY_BYTES: String(limits.bodyKiB * 1024),
                TLS_CERT: `${tls}/tls.crt`,
                TLS_KEY: `${tls}/tls.key`,
                TLS_CA: `${tls}/ca.crt`,
                TLS_CLIENT_NAMES: landing.gateName,
            },
            log: `${directory}/logs/${key}.log`,
            ready: [
                {
                    host: port.host,
                    port: port.port,
                    serverName: landing.serverName,
                    path: healthPaths.ready,
                    authority: `${tls}/ca.crt`,
                    identity: `${landing.directory}/gate-tls`,
                },
            ],
        },
        pulumi.mergeOptions(opts, {
            dependsOn: [artifact, landing.serverCertificate, landing.gateCertificate],
        }),
    );
    return { key, port, process };
}

/** With the digest: another artifact under the same version starts beside the old one, which goes last. */
function serverKey(model: string, { version, digest }: ReleasePlan): string {
    return `${model}-${version}-${digest.slice("sha256:".length).slice(0, 8)}`;
}

function createGateFiles(
    name: string,
    plan: ServingPlan,
    landing: LocalLandingZone,
    servers: readonly Server[],
    comparer: Comparer | undefined,
    opts: pulumi.CustomResourceOptions,
): EnvoyFiles {
    const { names } = landing;
    const directory = directories.gate(name);
    const listen = names.gate(plan.cell, plan.region).address;
    const releases = byKey(servers.map(({ key, port }) => [key, port.address]));
    const peers = byKey(plan.peers.map(({ region }) => [region, names.peer(plan.region, plan.cell, region).address]));
    const host = {
        inbound: { kind: "mtls" },
        certificate: certificateFiles(landing),
        directory,
        subjectKey: { file: directories.subjectKey(plan.cell) },
        ...publicAuthorities(),
    } as const;
    const configured = (
        listen: Address,
        releases: Readonly<Record<string, Address>>,
        peers: Readonly<Record<string, Address>>,
        compares: Address | undefined,
    ) =>
        gateConfiguration(
            plan,
            { ...host, listen },
            {
                release: (model, release) =>
                    upstream(releases[serverKey(model, release)], "http1", landing.serverName, healthPaths.ready),
                peer: ({ region, host }) => upstream(peers[region], "http2", host, healthPaths.region),
                ...(comparer && {
                    comparer: () => upstream(compares, "http1", comparer.serverName, serverLivePath),
                }),
            },
        );
    // As text at once: of an object the SDK would look through every value.
    const configuration = pulumi
        .all([listen, releases, peers, comparer?.address])
        .apply(addresses => JSON.stringify(configured(...addresses)));
    return new EnvoyFiles(
        `${name}-gate-files`,
        { root: names.root, directory, configuration },
        pulumi.mergeOptions(opts, {
            dependsOn: [
                landing.gateCertificate,
                names.subjectKey(plan.cell),
                ...servers.map(({ process }) => process),
                ...(comparer === undefined ? [] : [comparer.process]),
            ],
        }),
    );
}

/** Where systems keep the authorities that vouch for public hosts: Debian and Alpine, Fedora, macOS. */
const bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

function publicAuthorities(): { publicAuthorities?: string } {
    const found = bundles.find(file => existsSync(file));
    return found === undefined ? {} : { publicAuthorities: found };
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

function createGate(
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
            name: `${name}-gate`,
            program: "envoy",
            args: envoyArguments(directories.gate(name)),
            environment: {},
            log: `${directories.serving(landing.cell, landing.target.region, name)}/logs/gate.log`,
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
