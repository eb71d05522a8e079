import type { VariableOf } from "../../components/plan/serving/programs";
import type { Peer } from "../watcher/sources";
import {
    CELL,
    HOST,
    integer,
    located,
    named,
    OWN_HEALTH_PORT,
    REGION,
    type TlsFiles,
    type Variable,
    VariableReader,
} from "../variables";

/** What a keeper is configured with. */
export interface Environment {
    readonly cell: string;
    readonly region: string;
    /** The directory of the gate's files. */
    readonly directory: string;
    /** Of the region, by the name in its certificate. */
    readonly watcher: Peer;
    readonly host: string;
    /** Serves the health paths, without TLS. */
    readonly healthPort: number;
    /** The gate's own certificate: the watcher has verdicts for gates alone. */
    readonly tls: Pick<TlsFiles, "cert" | "key" | "ca">;
}

const DIRECTORY = located("DIRECTORY", "set it to the directory in which the gate finds the verdict on its region");
const WATCHER_HOST = named("WATCHER_HOST", "set it to the address of the region's watcher");
const WATCHER_NAME = named("WATCHER_NAME", "set it to the name in the watcher's certificate");
const WATCHER_PORT: Variable<number, "WATCHER_PORT"> = {
    name: "WATCHER_PORT",
    parse: integer(1, 65535),
    allowed: "a whole number from 1 to 65535",
    remedy: "set it to the port of the region's watcher",
};

/** Reads the environment. Throws `ConfigFaults` with every faulty variable. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader<VariableOf<"keeper">>(env);
    const found = {
        cell: read.required(CELL),
        region: read.required(REGION),
        directory: read.required(DIRECTORY),
        watcher: {
            host: read.required(WATCHER_HOST),
            port: read.required(WATCHER_PORT),
            name: read.required(WATCHER_NAME),
        },
        host: read.required(HOST, "127.0.0.1"),
        healthPort: read.required(OWN_HEALTH_PORT),
    };
    const tls = read.tlsFiles();
    if (tls === undefined) read.missTls();
    read.refuse();
    return { ...found, tls: tls! };
}
