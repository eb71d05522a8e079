import { resolve } from "node:path";
import type { VariableOf } from "../../components/plan/serving/programs";
import { HOST, PORT, readHealthPort, type ServerTls, type TlsFiles, type Variable, VariableReader } from "../variables";

/** Environment variables of a hub. */
export interface Environment {
    /** The file that lists the watched processes. Its changes apply at once. */
    readonly hub: string;
    /** The socket of commands: the directory that it lies in lets its owner in only. */
    readonly socket: string;
    /** The file that it writes its key for metrics to. */
    readonly key: string;
    /** The file of its history, which it reads after a restart. */
    readonly memory: string;
    readonly host: string;
    readonly port: number;
    /** Serves the health paths without TLS. Default: no such port. */
    readonly healthPort?: number;
    /** Default: `host`. */
    readonly healthHost?: string;
    /** Default: without TLS, on the loopback interface only. */
    readonly tls?: ServerTls;
    /** Where observers read metrics and nothing else, by mutual TLS. Default: nowhere; with it, `port` has no TLS. */
    readonly metrics?: { readonly host: string; readonly port: number; readonly tls: TlsFiles };
}

const path = <Name extends string>(name: Name, what: string): Variable<string, Name> => ({
    name,
    parse: text => resolve(text),
    allowed: "a path",
    remedy: `set it to ${what}`,
});
const HUB = path("HUB", "the file that says what is watched");
const SOCKET: Variable<string, "SOCKET"> = {
    ...path("SOCKET", "where its socket is to be, in a directory that only its owner can open"),
    // Not resolved: a Unix socket's path may have 107 bytes (unix(7)), and a relative one is shorter.
    parse: text => text,
};
const KEY = path("KEY", "the file that it is to write its key for metrics to");
/** A hub without TLS listens on the loopback interface only, where a platform that checks it from outside does not reach it. */
const HEALTH_HOST: Variable<string, "HEALTH_HOST"> = { ...HOST, name: "HEALTH_HOST", remedy: "unset it for HOST" };
const METRICS_HOST: Variable<string, "METRICS_HOST"> = { ...HEALTH_HOST, name: "METRICS_HOST" };
const METRICS_PORT: Variable<number, "METRICS_PORT"> = {
    ...PORT,
    name: "METRICS_PORT",
    remedy: "unset it, or set it to the port that serves metrics to observers over mutual TLS",
};
const OBSERVERS: Variable<readonly string[], "TLS_OBSERVER_NAMES"> = {
    name: "TLS_OBSERVER_NAMES",
    parse: text => text.split(",").filter(name => name !== ""),
    allowed: "names in certificates, by commas",
    remedy: "set it to the names of observers, who alone read METRICS_PORT",
};
const MEMORY = path("MEMORY", "the file that it keeps what it has seen in");

/** Parses the environment. Throws `ConfigFaults` with every faulty variable. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader<VariableOf<"hub">>(env);
    const found = {
        hub: read.required(HUB),
        socket: read.required(SOCKET),
        key: read.required(KEY),
        memory: read.required(MEMORY),
        host: read.required(HOST, "127.0.0.1"),
        port: read.required(PORT),
    };
    const metrics = readMetrics(read, found);
    const tls = metrics === undefined ? read.serverTls(found.host) : undefined;
    if (metrics !== undefined) read.plain(found.host);
    const healthPort = readHealthPort(read, found.port);
    const healthHost = read.optional(HEALTH_HOST);
    read.refuse();
    return {
        ...found,
        ...(tls && { tls }),
        ...(metrics && { metrics }),
        ...(healthPort === undefined ? {} : { healthPort }),
        ...(healthHost === undefined ? {} : { healthHost }),
    };
}

/** A listener of its own for metrics, whose callers are observers alone. */
function readMetrics(
    read: VariableReader<VariableOf<"hub">>,
    { host, port: other }: Pick<Environment, "host" | "port">,
): Environment["metrics"] {
    const port = read.optional(METRICS_PORT);
    if (port === undefined) return undefined;
    read.otherPort(METRICS_PORT, port, other);
    read.missTls();
    const files = read.tlsFiles();
    const observers = read.required(OBSERVERS);
    return (
        files && { host: read.required(METRICS_HOST, host), port, tls: { ...files, clients: observers, observers: [] } }
    );
}
