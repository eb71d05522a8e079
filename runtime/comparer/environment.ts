import type { VariableOf } from "../../components/plan/serving/programs";
import {
    CELL,
    DEFAULT_BODY_BYTES,
    HOST,
    integer,
    MAX_BODY_BYTES,
    named,
    PORT,
    REGION,
    type TlsFiles,
    type Variable,
    VariableReader,
    readHealthPort,
} from "../variables";

/** Environment variables of a comparer. */
export interface Environment {
    /** Where it is: labels of its metrics. */
    readonly cell: string;
    readonly region: string;
    readonly gate: GateAddress;
    readonly host: string;
    readonly port: number;
    /** Serves the health paths without TLS. Default: no such port. */
    readonly healthPort?: number;
    readonly tls: TlsFiles;
    readonly maxBodyBytes: number;
}

/** The gate whose releases are compared. */
export interface GateAddress {
    readonly host: string;
    readonly port: number;
    /** The name in its certificate. */
    readonly name: string;
    /** The name by which it knows that the comparer calls. */
    readonly serverName: string;
    /** Seconds after which it answers in any case. */
    readonly longestSeconds: number;
}

const GATE_HOST = named("GATE_HOST", "set it to the address of the region's gate");
const GATE_NAME = named("GATE_NAME", "set it to the name in the gate's certificate");
const GATE_SERVER_NAME = named("GATE_SERVER_NAME", "set it to the name that the gate serves comparers by");
const GATE_PORT: Variable<number, "GATE_PORT"> = {
    name: "GATE_PORT",
    parse: integer(1, 65535),
    allowed: "a whole number from 1 to 65535",
    remedy: "set it to the port of the region's gate",
};
const GATE_DEADLINE_SECONDS: Variable<number, "GATE_DEADLINE_SECONDS"> = {
    name: "GATE_DEADLINE_SECONDS",
    parse: integer(1, 3600),
    allowed: "a whole number from 1 to 3600",
    remedy: "unset it for 30, or set it to the gate's limits.deadlineSeconds",
};

/** Parses the environment. Throws `ConfigFaults` with every faulty variable. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader<VariableOf<"comparer">>(env);
    const found = {
        cell: read.required(CELL),
        region: read.required(REGION),
        gate: {
            host: read.required(GATE_HOST),
            port: read.required(GATE_PORT),
            name: read.required(GATE_NAME),
            serverName: read.required(GATE_SERVER_NAME),
            longestSeconds: read.required(GATE_DEADLINE_SECONDS, 30),
        },
        host: read.required(HOST, "127.0.0.1"),
        port: read.required(PORT),
        tls: read.requiredTls(),
        maxBodyBytes: read.required(MAX_BODY_BYTES, DEFAULT_BODY_BYTES),
    };
    const healthPort = readHealthPort(read, found.port);
    read.refuse();
    return { ...found, ...(healthPort === undefined ? {} : { healthPort }) };
}
