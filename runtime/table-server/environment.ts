import { resolve } from "node:path";
import type { VariableOf } from "../../components/plan/serving/programs";
import type { StoreAddress } from "../store/address";
import { readStore } from "../store/environment";
import {
    CELL,
    HOST,
    integer,
    PORT,
    REGION,
    STALE_AFTER_SECONDS,
    type TlsFiles,
    type Variable,
    VariableReader,
    readHealthPort,
} from "../variables";

/** Environment variables of a table server. */
export interface Environment {
    readonly cell: string;
    /** As its server of the store is called. */
    readonly region: string;
    readonly store: StoreAddress;
    /** The file that lists the tables. Its changes apply at once. */
    readonly tables: string;
    readonly deadlineMs: number;
    /** Answers of a copy that may be more behind are marked. */
    readonly staleAfterMs: number;
    readonly host: string;
    readonly port: number;
    /** Serves the health paths without TLS. Default: no such port. */
    readonly healthPort?: number;
    readonly tls: TlsFiles;
}

const TABLES: Variable<string, "TABLES"> = {
    name: "TABLES",
    parse: text => resolve(text),
    allowed: "a path",
    remedy: "set it to the file that says which tables there are",
};
const DEADLINE_MS: Variable<number, "DEADLINE_MS"> = {
    name: "DEADLINE_MS",
    parse: integer(100, 3_600_000),
    allowed: "a whole number from 100 to 3600000",
    remedy: "unset it for 12000: an election takes up to ten seconds",
};

/** Parses the environment. Throws `ConfigFaults` with every faulty variable. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader<VariableOf<"table-server">>(env);
    const region = read.required(REGION);
    const found = {
        cell: read.required(CELL),
        region,
        tables: read.required(TABLES),
        deadlineMs: read.required(DEADLINE_MS, 12_000),
        staleAfterMs: read.required(STALE_AFTER_SECONDS, Infinity) * 1000,
        host: read.required(HOST, "127.0.0.1"),
        port: read.required(PORT),
        tls: read.requiredTls(),
    };
    const store = readStore(read, found.tls, "tables", region);
    const healthPort = readHealthPort(read, found.port);
    read.refuse();
    return { ...found, store, ...(healthPort === undefined ? {} : { healthPort }) };
}
