import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";

import { envoyArguments } from "../../../components/adapters/local/envoy-arguments";
import { gateConfiguration } from "../../../components/gate/gate";
import { healthPaths } from "../../../components/gate/health/health";
import type { PeerUpstream } from "../../../components/gate/upstream";
import { watcherHost } from "../../../components/plan/names";
import { planConfig } from "../../../components/plan/plan";
import type { ServingPlan } from "../../../components/plan/serving/serving";
import { EnvoyAdmin } from "../../../runtime/keeper/envoy-admin";
import { type GatePlace, socketOf } from "../../../runtime/keeper/gate-files";
import { replaceGate } from "../../../runtime/keeper/replace";
import { getTool } from "../../../tools";
import type { ConfigInput } from "../arbitraries";
import { authority, type Authority, type Identity, writeIdentity } from "../certificates";
import { freePort } from "../free-port";
import { until } from "../until";
import { subjectKey } from "./gates";
import { ReleaseServer } from "./release-server";

/** One of several gates: its address, and the files that it watches. */
interface Gate {
    readonly address: string;
    readonly place: GatePlace;
    process?: ChildProcess;
}

/**
 * Several gates of one region, each at an address of its own and all at the same ports, as the pods of a headless Service are: real Envoys
 * that are watched over the network, before one recording server for each release.
 */
export class RegionGates {
    private readonly gates: Gate[] = [];
    readonly servers: ReleaseServer[] = [];

    private constructor(
        private readonly root: string,
        private readonly envoy: string,
        readonly serving: ServingPlan,
        readonly cell: Authority,
        /** Where requests come in, and where watchers do. */
        private readonly port: number,
        readonly observedPort: number,
    ) {}

    /** Makes everything but gates for the first region of a config. */
    static async start(config: ConfigInput): Promise<RegionGates> {
        const serving = planConfig(config).plan.cells[0]!.servings[0]!;
        const [port, observedPort] = [await freePort(), await freePort()];
        const root = await mkdtemp(path.join(tmpdir(), "region-gates-"));
        await writeFile(path.join(root, subjectKey.file), subjectKey.value);
        const cell = await authority(serving.cell.name);
        const gates = new RegionGates(root, await getTool("envoy"), serving, cell, port, observedPort);
        const servers = serving.models.flatMap(({ releases }) => releases);
        for (const { version } of servers) {
            const server = new ReleaseServer(version, version, await cell.issue({ hosts: [serversOf(serving)] }));
            await server.listen();
            gates.servers.push(server);
        }
        return gates;
    }

    /** Runs one more gate, or one that has ended, and returns the place of its files once it is ready. */
    async run(address: string): Promise<GatePlace> {
        const gate = this.gates.find(one => one.address === address) ?? (await this.prepare(address));
        const log = openSync(path.join(this.root, `${address}.log`), "a");
        gate.process = spawn(this.envoy, envoyArguments(gate.place.directory), {
            cwd: this.root,
            stdio: ["ignore", log, log],
        });
        await this.untilReady(address);
        return gate.place;
    }

    async untilReady(address: string): Promise<void> {
        const statusOf = () => this.status(address, healthPaths.ready).catch(() => 0);
        await until(`the gate at ${address} is ready`, async () => (await statusOf()) === 200);
    }

    async kill(address: string): Promise<void> {
        const gate = this.gates.find(one => one.address === address)!;
        if (gate.process === undefined) return;
        gate.process.kill("SIGKILL");
        await once(gate.process, "exit");
        delete gate.process;
    }

    /** Of a gate that does not take the processor for a while. */
    signal(address: string, signal: "SIGSTOP" | "SIGCONT"): void {
        this.gates.find(one => one.address === address)!.process!.kill(signal);
    }

    /** So many inferences, one after another. */
    async infer(address: string, times: number): Promise<void> {
        for (let i = 0; i < times; i++) await this.status(address, "/v2/models/screening/infer", "{}");
    }

    /** As a client. */
    status(address: string, path: string, body?: string): Promise<number> {
        const { host } = this.serving.cell;
        const headers = { host, ...(body !== undefined && { "content-type": "application/json" }) };
        const method = body === undefined ? "GET" : "POST";
        return statusOf(
            { host: address, port: this.port, path, method, headers, ca: this.cell.ca, servername: host },
            body,
        );
    }

    /** Where watchers read. */
    observed(address: string, { cert, key, ca }: Identity, method: string, path: string): Promise<number> {
        const servername = this.serving.host;
        return statusOf({ host: address, port: this.observedPort, path, method, cert, key, ca, servername });
    }

    admin(address: string): EnvoyAdmin {
        return new EnvoyAdmin(socketOf(this.gates.find(one => one.address === address)!.place));
    }

    async stop(): Promise<void> {
        await Promise.all(this.gates.map(({ address }) => this.kill(address)));
        await Promise.all(this.servers.map(server => server.close()));
        await rm(this.root, { recursive: true, force: true });
    }

    private async prepare(address: string): Promise<Gate> {
        const { serving } = this;
        const directory = `gate-${address}`;
        const tls = path.join(this.root, `${directory}-tls`);
        const { cert, key, ca } = await writeIdentity(
            tls,
            await this.cell.issue({ hosts: [serving.cell.host, serving.host] }),
        );
        const place = { root: this.root, directory };
        const configuration = gateConfiguration(
            serving,
            {
                inbound: { kind: "mtls" },
                listen: { host: address, port: this.port },
                observed: {
                    listen: { host: address, port: this.observedPort },
                    watcher: watcherHost(serving.host),
                },
                certificate: { certificate: cert, key, authority: ca, directory: tls },
                directory,
                subjectKey: { file: subjectKey.file },
                judged: true,
            },
            {
                release: (_, { version }) => this.upstream(version),
                peer: ({ host }) => ({
                    ...this.upstream(),
                    addresses: [nowhere],
                    auth: { kind: "mtls", serverName: host },
                }),
            },
        );
        await replaceGate(place, configuration, this.envoy);
        const gate = { address, place };
        this.gates.push(gate);
        return gate;
    }

    private upstream(version?: string): PeerUpstream {
        const { port } = this.servers.find(({ name }) => name === version) ?? this.servers[0]!;
        return {
            addresses: [{ host: "127.0.0.1", port }],
            protocol: "http1",
            auth: { kind: "mtls", serverName: serversOf(this.serving) },
            health: { kind: "active", path: healthPaths.ready },
        };
    }
}

function statusOf(options: RequestOptions, body?: string): Promise<number> {
    return new Promise((resolve, reject) => {
        const sent = request({ ...options, agent: false }, answer => {
            answer.resume().on("end", () => {
                resolve(answer.statusCode ?? 0);
            });
        });
        sent.on("error", reject);
        sent.end(body);
    });
}

/** No other region runs: its gate is not reached. */
const nowhere = { host: "127.0.0.1", port: 1 } as const;

function serversOf({ host }: ServingPlan): string {
    return `servers.${host}`;
}
