import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import { gateConfiguration } from "../../gate/gate";
import { healthPaths, serverLivePath, tablesReadyPath } from "../../gate/health/health";
import type { Address, CertificateFiles, PeerUpstream, Upstream } from "../../gate/upstream";
import type { EnvironmentOf } from "../../plan/serving/programs";
import { refuse } from "../../plan/faults";
import { releaseKey } from "../../plan/clouds/physical-names";
import { type ModelPlan, type ReleasePlan, runningReleases, type ServingPlan } from "../../plan/serving/serving";
import { digestHex } from "../../plan/serving/release-file";
import { serverEnvironment } from "../../plan/serving/server-environment";
import type { FeaturesPlan } from "../../plan/serving/features";
import type { Serving, ServingLinks } from "../../regional-serving/contract";
import type { RegionRef } from "../../plan/places/catalogue";
import type { Scope } from "../../scope";
import { byKey } from "./by-key";
import { type Comparer, makeComparer } from "./comparer";
import { directories } from "./directories";
import { envoyArguments } from "./envoy-arguments";
import { LocalFront, type Observed } from "./front";
import type { LocalLandingZone } from "./landing-zone";
import type { LocalServingNodes } from "./nodes";
import { publicAuthorities, regionAuthorityFaults } from "./public-authorities";
import { type LocalStore, ownStore } from "./replicated-store/local-store";
import { staleEnvironment } from "./replicated-store/tables";
import { Artifact, EnvoyFiles, File, Port, Process } from "./resources";

/** One model server a release, the region's gate in front of them, and what compares releases with shadows. */
export function serveLocally(
    name: string,
    plan: ServingPlan,
    landing: LocalLandingZone,
    links: ServingLinks,
    { parent }: Scope,
): Serving {
    refuse(regionAuthorityFaults(plan.auth));
    const store = links.store && ownStore(links.store);
    const options = { parent, dependsOn: landing.names.records.of(landing.cell.name) };
    const servers = plan.models.flatMap(model =>
        runningReleases(model).map(release => makeServer(name, plan, model, release, { landing, store }, options)),
    );
    const comparer = makeComparer(name, plan, landing, options);
    const files = makeGateFiles(name, plan, landing, { servers, comparer, store }, options);
    const gate = makeGate(name, plan, landing, files, options);
    return {
        front: new LocalFront(name, plan, landing, gate, gateLogOf(name, plan, landing), [
            ...servers.map(server => server.observed),
            ...(comparer ? [comparer.observed] : []),
        ]),
        nodes: {
            gate,
            files,
            ...(comparer && { comparer: comparer.process }),
            ...Object.fromEntries(servers.map(({ node, process }) => [node, process])),
        } satisfies LocalServingNodes,
    };
}

interface Server {
    readonly key: string;
    /** Its name among the children. */
    readonly node: string;
    readonly port: Port;
    readonly process: Process;
    readonly observed: Observed;
    /** The release's file, in every region that has to have it before it is used. */
    readonly artifacts: readonly Artifact[];
}

/** What a region's servers are linked to. */
interface Links {
    readonly landing: LocalLandingZone;
    readonly store: LocalStore | undefined;
}

function makeServer(
    name: string,
    { limits, region, samples }: ServingPlan,
    model: ModelPlan,
    release: ReleasePlan,
    { landing, store }: Links,
    opts: pulumi.CustomResourceOptions,
): Server {
    const { root } = landing.names;
    const key = serverKey(model.name, release);
    const directory = directories.serving(landing.cell, landing.target.region, name);
    const shared = store?.artifact(release);
    const artifact =
        shared?.files[region] ??
        new Artifact(
            `${name}-${key}-artifact`,
            {
                root,
                source: release.artifact,
                digest: release.digest,
                file: `${directory}/artifacts/${model.name}/${release.version}/${digestHex(release)}`,
            },
            opts,
        );
    const baseline = makeBaseline(`${name}-${key}-baseline`, root, directory, model, release, opts);
    const holder = `${key}.${name}.${landing.serverName}`;
    const port = new Port(`${name}-${key}-port`, { root, holder }, opts);
    const tls = `${landing.directory}/servers-tls`;
    const log = `${directory}/logs/${key}.log`;
    const told =
        model.features &&
        makeLookUp(`${name}-${key}-features`, root, `${directory}/features/${key}`, model.features, store!, opts);
    const program = servingProgram(name, key);
    const process = new Process(
        program,
        {
            root,
            name: program,
            program: "model-server",
            args: [],
            environment: {
                ...serverEnvironment<pulumi.Input<string>>(model, release, limits, {
                    file: artifact.file,
                    port: port.port.apply(String),
                }),
                TLS_CERT: `${tls}/tls.crt`,
                TLS_KEY: `${tls}/tls.key`,
                TLS_CA: `${tls}/ca.crt`,
                TLS_CLIENT_NAMES: landing.gateName,
                TLS_OBSERVER_NAMES: landing.watcherName,
                ...(store && storeEnvironment(region, store)),
                ...(told && { FEATURES: told.file, ...staleEnvironment(store!.plan) }),
                ...(baseline && { BASELINE: baseline.file }),
                ...(samples && { SAMPLES_PERCENT: String(samples.percent), SAMPLES_KEEP: String(samples.keep) }),
            } satisfies EnvironmentOf<"model-server", pulumi.Input<string>>,
            log,
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
            dependsOn: [
                artifact,
                landing.serverCertificate,
                landing.gateCertificate,
                ...(told ? [told.written] : []),
                ...(baseline ? [baseline] : []),
            ],
        }),
    );
    return {
        key,
        node: releaseKey(model.name, release.version),
        port,
        process,
        observed: {
            job: "model-server",
            instance: key,
            address: port.address,
            serverName: landing.serverName,
            log,
            process,
            ...(baseline && { baseline: baseline.file }),
            artifact: artifact.file,
        },
        artifacts: shared === undefined ? [artifact] : Object.values(shared.files),
    };
}

/** Under its digest, so that a server whose release has another baseline starts anew. */
function makeBaseline(
    name: string,
    root: string,
    directory: string,
    model: ModelPlan,
    { baseline, version }: ReleasePlan,
    opts: pulumi.CustomResourceOptions,
): Artifact | undefined {
    if (baseline === undefined) {
        return undefined;
    }
    const { artifact: source, digest } = baseline;
    const hash = digestHex(baseline);
    return new Artifact(
        name,
        { root, source, digest, file: `${directory}/baselines/${model.name}/${version}/${hash}.json` },
        opts,
    );
}

/** What a server is told to look up for a subject; in another file where it is something else, so that the server starts anew. */
function makeLookUp(
    name: string,
    root: string,
    path: string,
    features: FeaturesPlan,
    { plan }: LocalStore,
    opts: pulumi.CustomResourceOptions,
) {
    const { partitionKey } = plan.tables.find(table => table.name === features.table)!;
    const content = `${JSON.stringify({ ...features, partitionKey }, null, 1)}\n`;
    const file = `${path}-${createHash("sha256").update(content).digest("hex").slice(0, 8)}.json`;
    return { file, written: new File(name, { root, file, content }, opts) };
}

/** Where a server gets its file again, when it was spoilt. */
function storeEnvironment(region: RegionRef, { servers }: LocalStore) {
    const { host, port, name } = servers[region]!;
    return { REGION: region, STORE_HOST: host, STORE_PORT: port.apply(String), STORE_NAME: name };
}

/** With the digest: another artifact under the same version starts beside the old one, which goes last. */
export function serverKey(model: string, release: ReleasePlan): string {
    return `${model}-${release.version}-${digestHex(release, 8)}`;
}

/** What stands behind a gate. */
interface Behind {
    readonly servers: readonly Server[];
    readonly comparer: Comparer | undefined;
    readonly store: LocalStore | undefined;
}

function makeGateFiles(
    name: string,
    plan: ServingPlan,
    landing: LocalLandingZone,
    { servers, comparer, store }: Behind,
    opts: pulumi.CustomResourceOptions,
): EnvoyFiles {
    const { names } = landing;
    const tables = store?.tableServers[plan.region];
    const directory = directories.gate(name);
    const listen = names.gate(plan.cell, plan.region).address;
    const releases = byKey(servers.map(({ key, port }) => [key, port.address]));
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
        releases: Readonly<Record<string, Address>>,
        peers: Readonly<Record<string, Address>>,
        compares: Address | undefined,
        stores: Address | undefined,
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
                ...(tables && {
                    tables: () => upstream(stores, "http1", tables.serverName, tablesReadyPath),
                }),
            },
        );
    // As text at once: of an object the SDK would look through every value.
    const configuration = pulumi
        .all([listen, releases, peers, comparer?.address, tables?.address])
        .apply(addresses => JSON.stringify(configured(...addresses)));
    return new EnvoyFiles(
        `${name}-gate-files`,
        { root: names.root, directory, configuration },
        pulumi.mergeOptions(opts, {
            dependsOn: [
                landing.gateCertificate,
                names.subjectKey(plan.cell),
                ...servers.flatMap(({ process, artifacts }) => [process, ...artifacts]),
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

/** What else of a region's serving is called to the supervisor. */
export function servingProgram(serving: string, instance: string): string {
    return `${serving}-${instance}`;
}

function gateLogOf(name: string, { region }: ServingPlan, { cell }: LocalLandingZone): string {
    return `${directories.serving(cell, region, name)}/logs/gate.log`;
}
