import type { VariableOf } from "../../components/plan/serving/programs";
import type { StoreAddress } from "../store/address";
import { readStore } from "../store/environment";
import {
    CELL,
    HOST,
    integer,
    located,
    matching,
    named,
    PORT,
    REGION,
    readHealthPort,
    type TlsFiles,
    type Variable,
    VariableReader,
} from "../variables";
import type { GatesAddress } from "./gates/answer";

/** Environment variables of a watcher. */
export interface Environment {
    readonly cell: string;
    readonly region: string;
    /** The file that lists the watched processes. Its changes apply at once. */
    readonly watch: string;
    readonly host: string;
    readonly port: number;
    /** Serves the health paths without TLS. Default: no such port. */
    readonly healthPort?: number;
    readonly tls: TlsFiles;
    /** Where the cell's regions say how they do. */
    readonly store?: StoreAddress;
    /** Where the region's gates are watched over the network. Default: one gate on this machine, which the file describes. */
    readonly gates?: GatesAddress;
    /** Where the platform keeps the logs of the region's processes. Default: in files here. */
    readonly logsAt?: string;
}

const WATCH = located("WATCH", "set it to the file that says what is watched");

const GATES_HOST = named(
    "GATES_HOST",
    "set it to the fully qualified name whose addresses in DNS are the gates of the region",
);
const GATES_PORT: Variable<number, "GATES_PORT"> = {
    name: "GATES_PORT",
    parse: integer(1, 65535),
    allowed: "a whole number from 1 to 65535",
    remedy: "set it to the port on which each gate lets its watcher read what it counts",
};
const GATES_NAME = named(
    "GATES_NAME",
    "set it to the name in the certificates of the region's gates, and of no others",
);

const ofStore = "unset it, or set it to a file of the certificate by which the store knows the watcher";
const STORE_CERT = located("STORE_CERT", ofStore);
const STORE_KEY = located("STORE_KEY", ofStore);

const LOGS_AT: Variable<string, "LOGS_AT"> = {
    name: "LOGS_AT",
    parse: matching(/^[ -~]{1,200}$/),
    allowed: "up to 200 printable characters of ASCII",
    remedy: "unset it, or set it to where operators find the logs, as in `kubectl logs -n screening-eu`",
};

/** Parses the environment. Throws `ConfigFaults` with every faulty variable. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader<VariableOf<"watcher">>(env);
    const found = {
        cell: read.required(CELL),
        region: read.required(REGION),
        watch: read.required(WATCH),
        host: read.required(HOST, "127.0.0.1"),
        port: read.required(PORT),
        tls: read.requiredTls(),
    };
    const store = readRecords(read, env, found);
    const healthPort = readHealthPort(read, found.port);
    const gates = readGates(read, env);
    const logsAt = read.optional(LOGS_AT);
    read.refuse();
    return {
        ...found,
        ...(healthPort === undefined ? {} : { healthPort }),
        ...(store && { store }),
        ...(gates && { gates, tls: { ...found.tls, gates: [gates.name] } }),
        ...(logsAt === undefined ? {} : { logsAt }),
    };
}

/** Where the store is, if anywhere: by a certificate of its own, or by that of the process. */
function readRecords(
    read: VariableReader<VariableOf<"watcher">>,
    env: NodeJS.ProcessEnv,
    { region, tls }: Pick<Environment, "region" | "tls">,
): StoreAddress | undefined {
    if ((env.STORE_HOST ?? "") === "") return undefined;
    const [cert, key] = read.both(STORE_CERT, STORE_KEY) ?? [tls.cert, tls.key];
    return readStore(read, { ...tls, cert, key }, "watcher", region);
}

/** All three variables or none. */
function readGates(read: VariableReader<VariableOf<"watcher">>, env: NodeJS.ProcessEnv): GatesAddress | undefined {
    if ([GATES_HOST, GATES_PORT, GATES_NAME].every(({ name }) => (env[name] ?? "") === "")) return undefined;
    return { host: read.required(GATES_HOST), port: read.required(GATES_PORT), name: read.required(GATES_NAME) };
}
