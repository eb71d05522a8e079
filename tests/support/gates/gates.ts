import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { envoyArguments } from "../../../components/adapters/local/envoy-arguments";
import { EnvoyAdmin } from "../../../runtime/keeper/envoy-admin";
import { envoyFiles } from "../../../components/adapters/local/provider/envoy-files";
import { type WatchedFile, wholeFile } from "../../../components/gate/configuration";
import { gateConfiguration, type GateLinks } from "../../../components/gate/gate";
import { gateHeader } from "../../../components/gate/headers";
import { healthPaths, tablesReadyPath } from "../../../components/gate/health/health";
import type { Address, GateHost, Inbound, PeerUpstream, Upstream } from "../../../components/gate/upstream";
import { gateCommand, packed } from "../../../components/gate/packed";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import type { Peer } from "../../../components/plan/routing/failover";
import { planConfig } from "../../../components/plan/plan";
import { comparerHost, tablesHost } from "../../../components/plan/names";
import { runningReleases, type ServingPlan } from "../../../components/plan/serving/serving";
import { getTool } from "../../../tools";
import type { ConfigInput } from "../arbitraries";
import { authority, type Authority, type Identity, writeIdentity } from "../certificates";
import { freePort } from "../free-port";
import { until } from "../until";
import { ReleaseServer } from "./release-server";
import { Terminator } from "./terminator";

/** What a test wants different behind its gates. */
export interface Choices {
    /** What stands for a release, in place of its recording server. */
    readonly upstream?: (standard: Upstream, release: { region: RegionRef; version: string }) => Upstream;
    /** Whether others say of a region if routers are to come to it (`verdict.json`). */
    readonly judged?: boolean;
    /** What stands before the gates. Default: nothing. */
    readonly inbound?: Inbound["kind"];
    /** Whether gates receive everything in one argument, and read no file but their certificates. */
    readonly whole?: boolean;
    /** Environment variables of the gates' processes, in addition to the required ones. */
    readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Checks that find a server unhealthy after 30 s (`routing.failover`): for tests that move so many bytes that their servers, which are in
 * the same process, have no time to answer checks for seconds.
 */
export const patient = { everySeconds: 3, unhealthyAfter: 10 } as const;

/**
 * Unless a config sets them. The servers are in the test's process: by default they would be unhealthy when it gets no processor for two
 * seconds. These checks are as frequent and wait more than ten seconds for an answer; a 503 still counts at once.
 */
const tolerant = { unhealthyAfter: 10 } as const;

/** What gates show each other where no certificate comes through. */
export const gateKey = { file: "gate-key", value: "fedcba9876543210".repeat(4) } as const;
/** What will take its place. */
export const nextGateKey = { file: "next-gate-key", value: "0f1e2d3c4b5a6978".repeat(4) } as const;

/** What the gates hash subjects with. */
export const subjectKey = { file: "subject-key", value: "0123456789abcdef".repeat(4) } as const;

/**
 * The gates of a config: real Envoys with the configuration that is generated for it, and a recording server for each release,
 * for what would compare releases with their shadows, and for what would serve tables.
 */
export class Gates {
    private readonly authorities = new Map<string, Authority>();
    private readonly servers = new Map<string, ReleaseServer>();
    private readonly comparers = new Map<RegionRef, ReleaseServer>();
    private readonly tableServers = new Map<RegionRef, ReleaseServer>();
    /** Where they listen; and where they are called, which is the same if nothing stands before them. */
    private readonly inner = new Map<RegionRef, Address>();
    private readonly addresses = new Map<RegionRef, Address>();
    private readonly terminators: Terminator[] = [];
    private readonly processes = new Map<RegionRef, ChildProcess>();
    private servings: readonly ServingPlan[] = [];

    private constructor(
        private readonly root: string,
        private readonly envoy: string,
        private readonly choices: Choices,
    ) {}

    static async start(config: ConfigInput, choices: Choices = {}): Promise<Gates> {
        const gates = new Gates(await mkdtemp(path.join(tmpdir(), "gates-")), await getTool("envoy"), choices);
        try {
            for (const { file, value } of [subjectKey, gateKey, nextGateKey])
                await writeFile(path.join(gates.root, file), value);
            await gates.configure(config);
            for (const { region } of gates.servings) gates.run(region);
            if (choices.whole !== true) {
                await Promise.all(gates.servings.map(({ region }) => gates.untilReady(region)));
            }
            return gates;
        } catch (error) {
            await gates.stop();
            throw error;
        }
    }

    /** Configures the gates while they run, with the code of a stack's update. */
    async configure(config: ConfigInput): Promise<void> {
        const routing = { ...config.routing, failover: { ...tolerant, ...config.routing?.failover } };
        this.servings = planConfig({ ...config, routing }).plan.cells.flatMap(({ servings }) => servings);
        for (const serving of this.servings) {
            await this.prepare(serving);
        }
        for (const serving of this.servings) {
            const configuration = JSON.stringify(this.configurationOf(serving));
            await envoyFiles.apply(
                { root: this.root, directory: directoryOf(serving.region), configuration },
                undefined,
            );
        }
    }

    server(region: RegionRef, version: string, model = "screening"): ReleaseServer {
        return given(this.servers.get(serverKey(region, model, version)), `server of ${version} in ${region}`);
    }

    /** What a region's gate mirrors to. */
    comparer(region: RegionRef): ReleaseServer {
        return given(this.comparers.get(region), `comparer of ${region}`);
    }

    /** What a region's gate sends requests for tables to. */
    tables(region: RegionRef): ReleaseServer {
        return given(this.tableServers.get(region), `table server of ${region}`);
    }

    /** Of releases. */
    get allServers(): readonly ReleaseServer[] {
        return [...this.servers.values()];
    }

    address(region: RegionRef): Address {
        return given(this.addresses.get(region), `gate of ${region}`);
    }

    serving(region: RegionRef): ServingPlan {
        return given(
            this.servings.find(serving => serving.region === region),
            `serving of ${region}`,
        );
    }

    /** The authority of a region's cell. */
    authority(region: RegionRef): Authority {
        return given(this.authorities.get(this.serving(region).cell.name), `authority of ${region}`);
    }

    admin(region: RegionRef): EnvoyAdmin {
        return new EnvoyAdmin(path.join(this.root, directoryOf(region), "admin.sock"));
    }

    /** What a gate's administration says. It is asked again where it is late, as without a processor. */
    adminText(region: RegionRef, path: string): Promise<string> {
        const text = () => this.admin(region).get(path);
        return until(`the gate of ${region} answers ${path}`, () => text().catch(() => undefined));
    }

    /** A gate's whole configuration, in one piece. */
    whole(region: RegionRef): string {
        return wholeFile(this.configurationOf(this.serving(region)));
    }

    /** A file of those that a gate watches. */
    file(region: RegionRef, name: WatchedFile | "verdict" | "ending"): string {
        return path.join(this.root, directoryOf(region), `${name}.json`);
    }

    /** The lines that a gate has logged, of requests and of its own: whole ones, since it may be writing another. */
    log(region: RegionRef): string[] {
        return readFileSync(this.logFile(region), "utf8").split("\n").slice(0, -1);
    }

    pid(region: RegionRef): number {
        return given(this.processes.get(region)?.pid, `process of ${region}`);
    }

    async kill(region: RegionRef): Promise<void> {
        const process = given(this.processes.get(region), `process of ${region}`);
        if (process.exitCode === null && process.signalCode === null) {
            process.kill("SIGKILL");
            await once(process, "exit");
        }
        this.processes.delete(region);
    }

    run(region: RegionRef): void {
        const log = openSync(this.logFile(region), "a");
        const whole = this.choices.whole === true;
        const [command, ...args] = whole
            ? gateCommand("GATE", `${this.envoy} --concurrency 1 --disable-hot-restart`)
            : [this.envoy, ...envoyArguments(directoryOf(region))];
        const child = spawn(command, args, {
            cwd: this.root,
            stdio: ["ignore", log, log],
            env: { ...process.env, ...this.choices.environment, ...(whole && { GATE: packed(this.whole(region)) }) },
        });
        this.processes.set(region, child);
    }

    async untilReady(region: RegionRef): Promise<void> {
        await until(`the gate of ${region} runs`, async () => {
            const { exitCode, signalCode } = given(this.processes.get(region), `process of ${region}`);
            if (exitCode !== null || signalCode !== null) {
                // Envoy writes pages about a crash; the lines that say why stand above them.
                const lines = this.log(region);
                const reasons = lines.filter(line => line.includes("[critical]")).slice(0, 40);
                const last = [...reasons, ...lines.slice(-5)].join("\n");
                throw new Error(`the gate of ${region} ended by ${signalCode ?? exitCode}: ${last}`);
            }
            return this.admin(region).isUp();
        });
        const { peers, models, tables } = this.serving(region);
        const compared = models.filter(({ shadow }) => shadow !== undefined).flatMap(runningReleases).length;
        const answering = models.flatMap(({ releases }) => releases).length;
        const beside = (compared > 0 ? 1 : 0) + (tables.length > 0 ? 1 : 0);
        const gates = peers.length * (this.choices.judged === true ? 2 : 1);
        const clusters = gates + answering + compared + beside;
        await until(`the gate of ${region} has seen everyone healthy`, async () => {
            const stats = await this.adminText(
                region,
                "/stats?filter=^cluster\\.(release|peer|fallback|compared|comparer|tables).*(membership_healthy|ejections_active)",
            );
            return (
                stats.match(/membership_healthy: 1$/gm)?.length === clusters &&
                stats.match(/ejections_active: 0$/gm)?.length === clusters
            );
        });
    }

    async stop(): Promise<void> {
        await Promise.all([...this.processes.keys()].map(region => this.kill(region)));
        const beside = [
            ...this.allServers,
            ...this.comparers.values(),
            ...this.tableServers.values(),
            ...this.terminators,
        ];
        await Promise.all(beside.map(one => one.close()));
        await rm(this.root, { recursive: true, force: true });
    }

    private logFile(region: RegionRef): string {
        return path.join(this.root, `${directoryOf(region)}.log`);
    }

    /** Certificates, servers and an address, as far as they are not there yet. */
    private async prepare({ cell, region, host, models, tables }: ServingPlan): Promise<void> {
        const cellAuthority = this.authorities.get(cell.name) ?? (await authority(cell.name));
        this.authorities.set(cell.name, cellAuthority);
        if (!this.addresses.has(region)) {
            const identity = await cellAuthority.issue({ hosts: [cell.host, host] });
            await writeIdentity(this.tlsOf(region), identity);
            const port = await freePort();
            this.inner.set(region, { host: "127.0.0.1", port });
            this.addresses.set(region, { host: "127.0.0.1", port: await this.calledAt(port, identity) });
        }
        for (const model of models) {
            for (const { version } of runningReleases(model)) {
                const key = serverKey(region, model.name, version);
                if (this.servers.has(key)) continue;
                this.servers.set(key, await startServer(key, version, cellAuthority, serverName(host)));
            }
            if (model.shadow !== undefined && !this.comparers.has(region)) {
                const name = `comparer of ${region}`;
                this.comparers.set(region, await startServer(name, "", cellAuthority, comparerHost(host)));
            }
        }
        if (tables.length > 0 && !this.tableServers.has(region)) {
            const name = `tables of ${region}`;
            this.tableServers.set(region, await startServer(name, "", cellAuthority, tablesHost(host)));
        }
    }

    private async calledAt(port: number, identity: Identity): Promise<number> {
        const { inbound = "mtls" } = this.choices;
        if (inbound === "mtls") return port;
        const terminator = new Terminator(identity, port, inbound);
        await terminator.listen();
        this.terminators.push(terminator);
        return terminator.port;
    }

    private tlsOf(region: RegionRef): string {
        return path.join(this.root, `${directoryOf(region)}-tls`);
    }

    private configurationOf(serving: ServingPlan) {
        return gateConfiguration(serving, this.hostOf(serving), this.linksOf(serving));
    }

    private hostOf({ region }: ServingPlan): GateHost {
        const tls = this.tlsOf(region);
        const kind = this.choices.inbound ?? "mtls";
        return {
            inbound:
                kind === "mtls" ? { kind } : { kind, gateKeys: [{ file: gateKey.file }, { file: nextGateKey.file }] },
            listen: given(this.inner.get(region), `gate of ${region}`),
            certificate: {
                certificate: path.join(tls, "cert.pem"),
                key: path.join(tls, "key.pem"),
                authority: path.join(tls, "ca.pem"),
                directory: tls,
            },
            directory: directoryOf(region),
            subjectKey: { file: subjectKey.file },
            ...(this.choices.judged === true && { judged: true }),
        };
    }

    private peer(peer: Peer, from: RegionRef): PeerUpstream {
        const standard = upstream(this.address(peer.region).port, peer.host, "http2", healthPaths.region);
        const key = { file: gateKey.file };
        return (this.choices.inbound ?? "mtls") === "mtls"
            ? standard
            : {
                  ...standard,
                  auth: {
                      kind: "api-key",
                      serverName: peer.host,
                      authorities: this.authority(from).ca,
                      header: gateHeader,
                      key,
                  },
              };
    }

    private linksOf({ region, host }: ServingPlan): GateLinks {
        return {
            release: (model, { version }) => {
                const { port } = this.server(region, version, model);
                const standard = upstream(port, serverName(host), "http1", healthPaths.ready);
                return this.choices.upstream?.(standard, { region, version }) ?? standard;
            },
            peer: peer => this.peer(peer, region),
            comparer: () => upstream(this.comparer(region).port, comparerHost(host), "http1", healthPaths.ready),
            tables: () => upstream(this.tables(region).port, tablesHost(host), "http1", tablesReadyPath),
        };
    }
}

async function startServer(name: string, version: string, cell: Authority, host: string): Promise<ReleaseServer> {
    const server = new ReleaseServer(name, version, await cell.issue({ hosts: [host] }));
    await server.listen();
    return server;
}

function upstream(port: number, serverName: string, protocol: Upstream["protocol"], healthPath: string): PeerUpstream {
    return {
        addresses: [{ host: "127.0.0.1", port }],
        protocol,
        auth: { kind: "mtls", serverName },
        health: { kind: "active", path: healthPath },
    };
}

function directoryOf(region: RegionRef): string {
    return region.replace(":", "-");
}

function serverName(host: string): string {
    return `servers.${host}`;
}

function serverKey(region: RegionRef, model: string, version: string): string {
    return `${region}/${model}/${version}`;
}

function given<T>(value: T | undefined, what: string): T {
    if (value === undefined) throw new Error(`no ${what}`);
    return value;
}
