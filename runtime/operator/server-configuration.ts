import { artifactBucket, readingArtifacts } from "../store/artifacts";
import { copiesSubject } from "../store/copies";
import { recordsTable } from "../store/region-records";
import { bucketOf, bucketSubjects, changesSubject, inboxOf, writtenSubjects } from "../store/subjects";
import { membersSubject } from "./members";

export interface Address {
    readonly host: string;
    readonly port: number;
}

/** Addresses and files of a server of a cell's store. */
export interface ServerPlace {
    /** Its region ref, which is its name in the cluster. */
    readonly name: string;
    readonly cluster: string;
    readonly clients: Address;
    readonly routes: Address;
    /**
     * Address of its health check, in plain text and with many details, so no other machine may reach it. Default: none.
     */
    readonly health?: Address;
    /** Addresses of the other servers, as this one reaches them. */
    readonly others: readonly Address[];
    /** On this machine relative to the stack's runtime directory, in which it runs. */
    readonly directory: string;
    /** Directory of its certificate. */
    readonly tls: string;
    readonly users: readonly User[];
    /** Users of the system account, which contains no data of the cell. */
    readonly system: readonly User[];
}

/** A client, by a name in its certificate, and its rights. */
export interface User {
    readonly name: string;
    readonly publish: readonly string[];
    /** Subjects that `publish` covers and that are refused nevertheless. */
    readonly refused?: readonly string[];
    readonly subscribe: readonly string[];
}

/** Placeholders in a configuration for secrets that only files of the cell contain. */
export const secrets = { storage: "STORAGE_KEY", routes: "ROUTES_KEY" } as const;

const placeholder = (secret: string) => `{{${secret}}}`;

/**
 * A server's configuration (https://docs.nats.io/running-a-nats-service/configuration). Clients present a certificate of the cell, are
 * identified by it, and may do what is listed. Servers also present each other a key, because other processes have certificates of the
 * cell, too. Stored data is encrypted, and counts only once it is on disk.
 *
 * Servers announce an address without a listener to each other: they have all routes from their configuration, and would otherwise look
 * for links past those.
 */
export function serverConfiguration(place: ServerPlace): string {
    const { name, cluster, clients, routes, health, others, directory, tls, users, system } = place;
    const files = { cert_file: `${tls}/tls.crt`, key_file: `${tls}/tls.key`, ca_file: `${tls}/ca.crt` };
    const routesKey = placeholder(secrets.routes);
    return `${text({
        server_name: name,
        host: clients.host,
        port: clients.port,
        ...(health && { http: `${health.host}:${health.port}` }),
        tls: { ...files, verify_and_map: true, handshake_first: true, timeout: 5 },
        max_payload: 1024 * 1024,
        // With few clients a server that is stopped hands over its leads, and ends in a moment.
        lame_duck_grace_period: "500ms",
        lame_duck_duration: "30s",
        jetstream: {
            store_dir: `${directory}/data`,
            cipher: "aes",
            key: placeholder(secrets.storage),
            sync_interval: "always",
        },
        cluster: {
            name: cluster,
            host: routes.host,
            port: routes.port,
            advertise: "127.0.0.1:1",
            no_advertise: true,
            tls: { ...files, verify: true, timeout: 5 },
            authorization: { user: "route", password: routesKey, timeout: 5 },
            // Each server answers reads from its own copy. Otherwise the engine would distribute them to all servers, near and far.
            permissions: { export: { deny: ["$JS.API.DIRECT.GET.>"] } },
            routes: others.map(({ host, port }) => `nats-route://route:${routesKey}@${host}:${port}`),
        },
        accounts: {
            CELL: {
                jetstream: "enabled",
                users: users.map(permitted),
            },
            SYS: { users: system.map(permitted) },
        },
        system_account: "SYS",
    })}\n`;
}

function permitted({ name, publish, refused, subscribe }: User): object {
    return {
        user: name,
        permissions: {
            publish: { allow: publish, ...(refused && { deny: refused }) },
            subscribe: { allow: subscribe },
        },
    };
}

/** The format of NATS configurations includes JSON. */
function text(configuration: object): string {
    return JSON.stringify(configuration, null, 1);
}

/** Requests about a bucket that read it, describe it, or move its leader. */
const aboutBucket = (bucket: string) => [
    `$JS.API.DIRECT.GET.${bucket}`,
    `$JS.API.DIRECT.GET.${bucket}.>`,
    `$JS.API.STREAM.INFO.${bucket}`,
    `$JS.API.STREAM.LEADER.STEPDOWN.${bucket}`,
];

/**
 * The table server of a region reads and writes items of the cell's tables, and moves the leaders of their shards. The wildcards cover
 * every table, so that a new table restarts no server. The two buckets that are not tables of the config are therefore refused by name.
 */
export function tableServerUser(name: string, region: string): User {
    const { name: standings } = recordsTable;
    return {
        name,
        publish: [
            ...writtenSubjects("*", "*", region),
            changesSubject("*", "*"),
            "$JS.API.DIRECT.GET.>",
            "$JS.API.STREAM.INFO.*",
            "$JS.API.STREAM.LEADER.STEPDOWN.*",
        ],
        refused: [
            bucketSubjects(standings, "*"),
            ...aboutBucket(bucketOf(standings, 0)),
            ...aboutBucket(`OBJ_${artifactBucket}`),
        ],
        subscribe: [`${inboxOf("tables", region)}.>`],
    };
}

/** The watcher of a region: it writes the state of its region to the cell's store, and reads those of the others. */
export function watcherUser(name: string, region: string): User {
    const { name: table } = recordsTable;
    const reading = `$JS.API.DIRECT.GET.${bucketOf(table, 0)}`;
    return {
        name,
        // A write first reads the revision of its subject, by a request that contains the subject.
        publish: [...writtenSubjects(table, 0, region), reading, `${reading}.>`],
        subscribe: [`${inboxOf("watcher", region)}.>`],
    };
}

/** Requests to the system account about the state of a server. None of them changes anything. */
const observed = ["VARZ", "JSZ", "HEALTHZ"];

/** Watchers, probes and drills, which read the state of servers. */
export function observerUser(name: string): User {
    return {
        name,
        publish: observed.map(what => `$SYS.REQ.SERVER.*.${what}`),
        subscribe: [`${inboxOf("observer", "*")}.>`],
    };
}

/** Updates: they read the list of members, and remove servers that are no longer members. A leader hands over first. */
export function administratorUser(name: string): User {
    return {
        name,
        publish: [membersSubject, "$JS.API.META.LEADER.STEPDOWN", "$JS.API.SERVER.REMOVE"],
        subscribe: [`${inboxOf("administrator", "any")}.>`],
    };
}

/** Updates: they create buckets, and store artifacts. They read no item of a table. */
export function operatorUser(name: string): User {
    const streams = ["CREATE", "UPDATE", "DELETE", "INFO", "PEER.REMOVE"];
    return {
        name,
        publish: [
            ...streams.map(verb => `$JS.API.STREAM.${verb}.*`),
            ...readingArtifacts,
            `$O.${artifactBucket}.>`,
            // To replace a file, also one that was not stored completely.
            `$JS.API.STREAM.PURGE.OBJ_${artifactBucket}`,
        ],
        subscribe: [`${inboxOf("operator", "any")}.>`],
    };
}

/** The process that backs up tables: it reads whole tables, changes nothing in them, and records that a copy is complete. */
export function backupUser(name: string): User {
    return {
        name,
        publish: [
            "$JS.API.STREAM.SNAPSHOT.*",
            "$JS.API.STREAM.INFO.*",
            "$JS.API.DIRECT.GET.*",
            "$JS.SNAPSHOT.ACK.>",
            copiesSubject,
        ],
        subscribe: [`${inboxOf("backup", "any")}.>`],
    };
}

/** The process that replaces tables by a copy of them. */
export function restoreUser(name: string): User {
    return {
        name,
        publish: [
            ...["INFO", "DELETE", "RESTORE", "UPDATE", "MSG.GET"].map(verb => `$JS.API.STREAM.${verb}.*`),
            "$JS.SNAPSHOT.RESTORE.>",
            "table.*.*.item.>",
            changesSubject("*", "*"),
        ],
        subscribe: [`${inboxOf("restore", "any")}.>`],
    };
}

/** The process that runs the models in a region: it downloads a corrupted file again, and reads items of tables with features. */
export function modelServerUser(name: string, region: string, featureBuckets: readonly string[]): User {
    const { publish, ...user } = lookUpUser(name, region, featureBuckets);
    return { ...user, publish: [...readingArtifacts, ...publish] };
}

/** The same if files of releases are not in the store. */
export function lookUpUser(name: string, region: string, featureBuckets: readonly string[]): User {
    return {
        name,
        publish: featureBuckets.map(bucket => `$JS.API.DIRECT.GET.${bucket}`),
        subscribe: [`${inboxOf("models", region)}.>`],
    };
}
