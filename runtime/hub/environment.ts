import { resolve } from "node:path";
import type { VariableOf } from "../../components/plan/serving/programs";
import { HOST, PORT, readHealthPort, type ServerTls, type Variable, VariableReader } from "../variables";

/** What a hub is told by its environment. */
export interface Environment {
    /** The file that says what is watched; it is watched itself. */
    readonly hub: string;
    /** The socket of commands: the directory that it lies in lets its owner in only. */
    readonly socket: string;
    /** The file that it writes its key for metrics to. */
    readonly key: string;
    /** Where it keeps what it has seen, for when it is started anew. */
    readonly memory: string;
    readonly host: string;
    readonly port: number;
    /** Serves the health paths without TLS. Default: no such port. */
    readonly healthPort?: number;
    /** Default: `host`. */
    readonly healthHost?: string;
    /** Default: without TLS, on the loopback interface only. */
    readonly tls?: ServerTls;
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
const MEMORY = path("MEMORY", "the file that it keeps what it has seen in");

/** Reads what the process is told; throws `ConfigFaults` with every faulty variable. */
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
    const tls = read.serverTls(found.host);
    const healthPort = readHealthPort(read, found.port);
    const healthHost = read.optional(HEALTH_HOST);
    read.refuse();
    return {
        ...found,
        ...(tls && { tls }),
        ...(healthPort === undefined ? {} : { healthPort }),
        ...(healthHost === undefined ? {} : { healthHost }),
    };
}
