import { resolve } from "node:path";
import type { VariableOf } from "../../components/plan/serving/programs";
import type { StoreAddress } from "../store/address";
import { readStore } from "../store/environment";
import { CELL, HOST, PORT, REGION, type TlsFiles, type Variable, VariableReader, readHealthPort } from "../variables";

/** What a watcher is told by its environment. */
export interface Environment {
    readonly cell: string;
    readonly region: string;
    /** The file that says what is watched; it is watched itself. */
    readonly watch: string;
    readonly host: string;
    readonly port: number;
    /** Serves the health paths without TLS. Default: no such port. */
    readonly healthPort?: number;
    readonly tls: TlsFiles;
    /** Where the cell's regions say how they do. */
    readonly store?: StoreAddress;
}

const WATCH: Variable<string, "WATCH"> = {
    name: "WATCH",
    parse: text => resolve(text),
    allowed: "a path",
    remedy: "set it to the file that says what is watched",
};

/** Reads what the process is told; throws `ConfigFaults` with every faulty variable. */
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
    const hasStore = (env.STORE_HOST ?? "") !== "";
    const store = hasStore ? readStore(read, found.tls, "watcher", found.region) : undefined;
    const healthPort = readHealthPort(read, found.port);
    read.refuse();
    return { ...found, ...(store && { store }), ...(healthPort === undefined ? {} : { healthPort }) };
}
