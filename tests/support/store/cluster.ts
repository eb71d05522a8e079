import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { table, type TableInputs, type TableOutputs } from "../../../components/adapters/local/provider/store/table";
import { ask } from "../../../runtime/operator/store-api";
import type { StoreAccess } from "../../../runtime/operator/access";
import { operatorInbox, withStore } from "../../../runtime/operator/connection";
import { accessOf, type StoreIdentity } from "../../../components/adapters/local/provider/store/access";
import {
    administratorUser,
    backupUser,
    observerUser,
    operatorUser,
    restoreUser,
    tableServerUser,
    type User,
} from "../../../runtime/operator/server-configuration";
import { Network } from "../../../components/adapters/local/network/network";
import { openStore } from "../../../runtime/store/connection";
import type { TableSpec } from "../../../runtime/store/table";
import { bucketOf, bucketSubjects, inboxOf, itemSubject } from "../../../runtime/store/subjects";
import { shardOf } from "../../../components/plan/store/shards";
import { getTool } from "../../../tools";
import { packageRoot } from "../../../tools/package-root";
import { MovedClock } from "../clock/moved";
import { freePort } from "../free-port";
import { fill } from "../full-disk";
import { until } from "../until";
import { CellFiles, type Identity } from "./cell-files";
import { Processes } from "./processes";
import { Wire } from "./wire";

const domain = "eu.store.localhost";
const gateName = `gate.${domain}`;

export interface ClusterChoices {
    readonly places?: readonly string[];
    /** Those of the places where tables are served. */
    readonly regions?: readonly string[];
    readonly table?: Partial<Pick<TableInputs, "name" | "sortKey" | "shards">> & {
        readonly ttl?: string;
        readonly changes?: { readonly retainHours: number };
    };
    readonly consistency?: "eventual" | "strong";
    /** How far a copy may be behind before its answers are marked; none are by default. */
    readonly staleAfterSeconds?: number;
    /** What a round trip between two places takes; nothing by default. */
    readonly roundTripMs?: (from: string, to: string) => number;
    /** A place whose disk has so many MiB and no more. Linux only, where a process may have mounts of its own. */
    readonly smallDisk?: { readonly place: string; readonly mebibytes: number };
    /** Whether clocks of table servers can be set (`clockOf`). */
    readonly movedClocks?: boolean;
    /** How long what no reader sees any more is kept; see `TableSpec`. */
    readonly keeps?: TableSpec["keeps"];
}

type Optional = "roundTripMs" | "smallDisk" | "staleAfterSeconds" | "movedClocks" | "keeps";

/** A process of the cluster: what a place's server is, and what serves tables there. */
type Part = `${"server" | "tables"} ${string}`;

/** What a certificate of the cell lets its owner do to the store. */
type StoreRole = "operator" | "observer" | "administrator" | "backup" | "restore";

interface Place {
    readonly name: string;
    readonly clients: number;
    readonly routes: number;
    readonly directory: string;
}

/**
 * A cell's store without a stack around it: real servers with the configuration that stacks give them, and real table servers.
 * The ways between servers can be cut.
 */
export class StoreCluster {
    private readonly processes = new Processes();
    private readonly wires = new Map<string, Wire>();
    private readonly ports = new Map<string, number>();
    private readonly networks: Network[] = [];
    private readonly disks = new Map<string, number>();
    private made: TableOutputs | undefined;

    private constructor(
        private readonly files: CellFiles,
        private readonly choices: Required<Omit<ClusterChoices, Optional>> & Pick<ClusterChoices, Optional>,
        private readonly places: readonly Place[],
    ) {}

    static async start(choices: ClusterChoices = {}): Promise<StoreCluster> {
        const { places = ["local:eu-west", "local:eu-central", "local:eu-north"], regions = places.slice(0, 2) } =
            choices;
        const directory = await mkdtemp(path.join(tmpdir(), "meridian-store-"));
        const made: Place[] = [];
        for (const name of places) {
            made.push({
                name,
                clients: await freePort(),
                routes: await freePort(),
                directory: path.join(directory, shortOf(name)),
            });
        }
        const whole = { consistency: "eventual" as const, table: {}, ...choices, places, regions };
        const cluster = new StoreCluster(await CellFiles.in(directory, domain), whole, made);
        if (choices.smallDisk) cluster.disks.set(choices.smallDisk.place, choices.smallDisk.mebibytes);
        await cluster.prepare();
        for (const { name } of made) await cluster.startServer(name);
        await cluster.makeTable();
        for (const region of regions) {
            await cluster.startTables(region);
            await cluster.untilServed(region);
        }
        return cluster;
    }

    /** The region's own copy of each shard answers: of a new bucket it does after some seconds. */
    private async untilServed(region: string): Promise<void> {
        const { nats, reader } = await openStore({ ...this.storeOf(region), inbox: inboxOf("tables", region) });
        for (let shard = 0; shard < this.table.shards; shard++) {
            const subjects = [bucketSubjects(this.table.name, shard)];
            const bucket = bucketOf(this.table.name, shard);
            const answers = () => reader.snapshot(bucket, subjects, { bytes: 1024 }, 1_000).then(Boolean, () => false);
            await until(`${region} has its copy of shard ${shard}`, answers, 30_000);
        }
        await nats.close();
    }

    get directory(): string {
        return this.files.directory;
    }

    get table(): { readonly name: string; readonly shards: number } {
        const { name = "items", shards = 4 } = this.choices.table;
        return { name, shards };
    }

    get regions(): readonly string[] {
        return this.choices.regions;
    }

    /** Where a region's tables are served, and what a gate would show there. */
    target(region: string) {
        const own = this.ports.get(region)!;
        return { port: own, servername: tablesName(region), ...this.filesOf("gate") };
    }

    /** A region's server of the store, and who its table server is to it. */
    storeOf(region: string) {
        return {
            host: "127.0.0.1",
            port: this.place(region).clients,
            name: storeName(region),
            tls: this.filesOf(`tables-${shortOf(region)}`),
        };
    }

    /** Starts a place's server; it is left to come up. */
    async startServer(name: string): Promise<void> {
        const { directory } = this.place(name);
        const server = [await getTool("nats-server"), "-c", path.join(directory, "nats-server.conf")];
        const mebibytes = this.disks.get(name);
        const [program, ...args] =
            mebibytes === undefined ? server : onDiskOf(mebibytes, path.join(directory, "data"), server);
        const log = path.join(directory, "server.log");
        this.processes.start(`server ${name}`, { program: program!, args, log });
    }

    /** Fills the small disk of a place to the last byte, as another program could. */
    fillDisk(place: string): void {
        const pid = this.processes.pid(`server ${place}`);
        // The mount is the process's own.
        fill(`/proc/${pid}/root${this.place(place).directory}/data/filler`);
    }

    /** Gives a place another disk, an empty one, for its next start. */
    enlarge(place: string, mebibytes: number): void {
        this.disks.set(place, mebibytes);
    }

    log(what: Part): string {
        const [kind, place] = what.split(" ") as [string, string];
        return readFileSync(path.join(this.place(place).directory, `${kind}.log`), "utf8");
    }

    /** The clock of a region's table server. */
    clockOf(region: string): MovedClock {
        return new MovedClock(path.join(this.place(region).directory, "clock"));
    }

    /** Files in the working directory of a region's table server, as it sees them. */
    filesOfTables(region: string): string[] {
        return readdirSync(`/proc/${this.processes.pid(`tables ${region}`)}/cwd/`);
    }

    /** `onFullDisk`: its working directory, and that of its temporary files, have no byte left. */
    async startTables(region: string, { onFullDisk = false } = {}): Promise<void> {
        const port = this.ports.get(region) ?? (await freePort());
        this.ports.set(region, port);
        const { clients, directory } = this.place(region);
        const tls = this.filesOf(`tables-${shortOf(region)}`);
        const main = path.join(packageRoot(), "dist/runtime/table-server/main.js");
        const disk = path.join(directory, "full");
        const filled = ["sh", "-c", 'cd "$0" && { cat /dev/zero >filler 2>&-; exec "$@"; }', disk];
        const run = [process.execPath, main];
        const [program, ...args] = onFullDisk ? onDiskOf(1, disk, [...filled, ...run]) : run;
        const log = path.join(directory, "tables.log");
        this.processes.start(`tables ${region}`, {
            program: program!,
            args,
            log,
            env: {
                ...(onFullDisk && { TMPDIR: disk }),
                ...(this.choices.movedClocks === true && this.clockOf(region).environment),
                CELL: "eu",
                REGION: region,
                STORE_HOST: "127.0.0.1",
                STORE_PORT: String(clients),
                STORE_NAME: storeName(region),
                TABLES: this.files.tables,
                STALE_AFTER_SECONDS: String(this.choices.staleAfterSeconds ?? ""),
                PORT: String(port),
                TLS_CERT: tls.cert,
                TLS_KEY: tls.key,
                TLS_CA: tls.ca,
                TLS_CLIENT_NAMES: gateName,
            },
        });
        await until(`tables of ${region} listen`, () => readFileSync(log, "utf8").includes("store reached"));
    }

    /** Ends a process at once, and waits for its end. */
    kill(what: Part): Promise<void> {
        return this.processes.kill(what);
    }

    pause(what: Part): Promise<void> {
        return this.processes.pause(what);
    }

    resume(what: Part): void {
        this.processes.resume(what);
    }

    isRunning(what: Part): boolean {
        return this.processes.isRunning(what);
    }

    /** Has nothing go from or to a place: connections break (`cut`), or packets are lost (`hold`). */
    isolate(place: string, how: "cut" | "hold"): void {
        for (const [way, wire] of this.wires) {
            if (way.split(" ").includes(place)) wire[how]();
        }
    }

    restore(): void {
        for (const wire of this.wires.values()) wire.restore();
    }

    /** Servers that a place's server has a route to. */
    async routesOf(place: string): Promise<number> {
        return (await this.ask<{ routes?: number }>(place, "VARZ")).routes ?? 0;
    }

    /** What each server says of its own copy of each bucket. */
    async copies(): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> {
        const all = await Promise.all(
            this.places.map(async ({ name }) => {
                const { account_details = [] } = await this.ask<JetStreamDetails>(name, "JSZ", { streams: true });
                const buckets = account_details.flatMap(({ stream_detail }) => stream_detail ?? []);
                return [
                    name,
                    Object.fromEntries(
                        sorted(buckets).map(({ name, state: { messages, bytes, first_seq, last_seq } }) => [
                            name,
                            { messages, bytes, first_seq, last_seq },
                        ]),
                    ),
                ] as const;
            }),
        );
        return Object.fromEntries(all);
    }

    /**
     * The engine's own word, from a server's system account. Asks again where none comes: a server that has no processor for seconds
     * answers late, and connections to it end.
     */
    async ask<T>(place: string, what: "VARZ" | "HEALTHZ" | "JSZ", options: object = {}): Promise<T> {
        const access = this.access("observer", [place]);
        const once = () =>
            withStore(access, inboxOf("observer", "any"), async nats => {
                const subject = `$SYS.REQ.SERVER.${nats.info!.server_id}.${what}`;
                const answer = await nats.request(subject, JSON.stringify(options), { timeout: 5_000 });
                return answer.json<{ data: T }>();
            });
        const { data } = await until(`${place} answers ${what}`, () => once().catch(() => undefined), 30_000);
        return data;
    }

    /** The leader of each shard, as a server answers; none where the cluster is electing and gives no answer. */
    async leaders(through = this.places[0]!.name): Promise<(string | undefined)[]> {
        return withStore(this.access("operator", [through]), inboxOf("operator", "any"), async nats => {
            const leaders: (string | undefined)[] = [];
            for (let shard = 0; shard < this.table.shards; shard++) {
                const subject = `$JS.API.STREAM.INFO.table_${this.table.name}_${shard}`;
                const answer = await nats.request(subject, "", { timeout: 2000 }).catch(() => undefined);
                leaders.push(answer?.json<{ cluster?: { leader?: string } }>().cluster?.leader);
            }
            return leaders;
        });
    }

    /** One that leads a shard, once a server names it. */
    leader(): Promise<string> {
        return until("a shard is led", async () => (await this.leaders().catch(() => [])).find(Boolean), 60_000);
    }

    /** All servers up, and each with everything. */
    async whole(): Promise<void> {
        for (const { name } of this.places) {
            await until(
                `${name} is whole`,
                async () => (await this.ask<{ status_code?: number }>(name, "HEALTHZ")).status_code === 200,
                60_000,
            );
        }
    }

    /**
     * Waits until all copies are equal. Pulses go on, so that two reads may see different moments; and a leader that was
     * cut off takes up to half a minute to see that another leads, and to catch up.
     */
    async alike(): Promise<void> {
        await until(
            "all copies are alike",
            async () => {
                const [first, ...others] = Object.values(await this.copies()).map(copy => JSON.stringify(copy));
                return others.every(other => other === first);
            },
            90_000,
        );
    }

    access(as: StoreRole, places?: readonly string[]): StoreAccess {
        return accessOf(this.identity(as, places));
    }

    /** The same by the directory of the certificate. */
    identity(as: StoreRole, places = this.places.map(({ name }) => name) as readonly string[]): StoreIdentity {
        return {
            root: this.directory,
            identity: as,
            servers: places.map(name => ({ host: "127.0.0.1", port: this.place(name).clients, name: storeName(name) })),
        };
    }

    /** What the table is made from. */
    get tableInputs(): TableInputs {
        const { sortKey, changes } = this.choices.table;
        return {
            ...this.identity("operator"),
            cell: "eu",
            ...this.table,
            partitionKey: "id",
            ...(sortKey === undefined ? {} : { sortKey }),
            ...(changes === undefined ? {} : { changes }),
            copies: this.places.map(({ name }) => name),
            primary: this.places[0]!.name,
            ephemeral: true,
        };
    }

    async stop(): Promise<void> {
        await this.processes.stop();
        for (const wire of this.wires.values()) await wire.close();
        for (const network of this.networks) await network.close();
        await rm(this.directory, { recursive: true, force: true });
    }

    private async prepare(): Promise<void> {
        const { files } = this;
        await files.certify("operator", [`operator.${domain}`]);
        await files.certify("observer", [`observer.${domain}`]);
        await files.certify("administrator", [`administrator.${domain}`]);
        await files.certify("backup", [`backup.${domain}`]);
        await files.certify("restore", [`restore.${domain}`]);
        await files.certify("gate", [gateName]);
        for (const from of this.places) {
            await files.certify(`tables-${shortOf(from.name)}`, [tablesName(from.name)]);
            await files.certify(shortOf(from.name), [storeName(from.name), "127.0.0.1"]);
            for (const to of this.places.filter(to => to !== from)) {
                this.wires.set(`${from.name} ${to.name}`, await Wire.to(await this.wayTo(from, to)));
            }
        }
        for (const place of this.places) await this.configure(place);
    }

    /** The port at which another place's server is reached, as late as the way there is long. */
    private async wayTo(from: Place, to: Place): Promise<number> {
        const ms = this.choices.roundTripMs?.(from.name, to.name);
        if (ms === undefined) {
            return to.routes;
        }
        const [listen, reach] = [await freePort(), to.routes].map(port => ({ host: "127.0.0.1", port }));
        const network = new Network();
        await network.become([{ from: from.name, to: to.name, ms, listen: listen!, reach: reach! }]);
        this.networks.push(network);
        return listen!.port;
    }

    private async configure({ name, clients, routes, directory }: Place): Promise<void> {
        const loopback = (port: number) => ({ host: "127.0.0.1", port });
        await this.files.configure({
            name,
            cluster: domain,
            clients: loopback(clients),
            routes: loopback(routes),
            others: this.places
                .filter(other => other.name !== name)
                .map(other => loopback(this.wires.get(`${name} ${other.name}`)!.port)),
            directory,
            tls: path.join(this.directory, shortOf(name)),
            users: [
                ...(this.choices.regions.includes(name) ? [tableServerUser(tablesName(name), name)] : []),
                withPurge(operatorUser(`operator.${domain}`)),
                backupUser(`backup.${domain}`),
                restoreUser(`restore.${domain}`),
            ],
            system: [observerUser(`observer.${domain}`), administratorUser(`administrator.${domain}`)],
        });
    }

    private async makeTable(): Promise<void> {
        this.made = await table.apply(this.tableInputs);
        await this.tell(this.made);
    }

    /** Tells table servers of the table, as it was made. Without the id of its changes they look that up. */
    async tell(
        { changesId }: Partial<TableOutputs>,
        changes = this.choices.table.changes,
        keeps = this.choices.keeps,
    ): Promise<void> {
        const { ttl, sortKey } = this.choices.table;
        await this.files.tell({
            regions: this.choices.regions,
            consistency: this.choices.consistency,
            tables: [
                {
                    ...this.table,
                    partitionKey: "id",
                    sortKey,
                    ttl,
                    ...(changesId !== "" && { changes: { id: changesId, ...changes } }),
                    keeps,
                },
            ],
        });
    }

    /** From now on table servers keep for so long what no reader sees any more. */
    async keep(keeps: TableSpec["keeps"]): Promise<void> {
        const reloads = () => this.regions.map(region => this.log(`tables ${region}`).split("tables reloaded").length);
        const before = reloads();
        await this.tell(this.made!, this.choices.table.changes, keeps);
        await until("table servers know it", () => reloads().every((count, i) => count > before[i]!));
    }

    /** Whether the store has anything of an item, be it that it was deleted, by what a place's server says. */
    async hasTrace(key: string, through: string): Promise<boolean> {
        const { name, shards } = this.table;
        const shard = shardOf(key, shards);
        const subject = itemSubject(name, shard, key);
        return withStore(this.access("operator", [through]), operatorInbox, async nats => {
            const { state } = await ask<{ state: { subjects?: object } }>(
                nats,
                `STREAM.INFO.${bucketOf(name, shard)}`,
                { subjects_filter: subject },
            );
            return Object.keys(state.subjects ?? {}).length > 0;
        });
    }

    filesOf(name: string): Identity {
        return this.files.identity(name);
    }

    private place(name: string): Place {
        return this.places.find(place => place.name === name)!;
    }
}

function sorted<T extends { readonly name: string }>(all: readonly T[]): T[] {
    return [...all].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Runs a program that sees a small disk where a directory is. */
export function onDiskOf(mebibytes: number, directory: string, command: readonly string[]): string[] {
    const mount = `mkdir -p "$0" && mount -t tmpfs -o size=${mebibytes}m tmpfs "$0" && exec "$@"`;
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, directory, ...command];
}

interface JetStreamDetails {
    readonly account_details?: readonly {
        readonly stream_detail?: readonly {
            readonly name: string;
            readonly state: Readonly<Record<"messages" | "bytes" | "first_seq" | "last_seq", number>>;
        }[];
    }[];
}

/** `eu-west` of `local:eu-west`. */
function shortOf(name: string): string {
    return name.slice(name.indexOf(":") + 1);
}

function tablesName(region: string): string {
    return `tables.${shortOf(region)}.${domain}`;
}

function storeName(place: string): string {
    return `store.${shortOf(place)}.${domain}`;
}

/** Tests purge retained changes, which no role of a stack is allowed to do. */
function withPurge(user: User): User {
    return { ...user, publish: [...user.publish, "$JS.API.STREAM.PURGE.*"] };
}
