import { resolve } from "node:path";
import type { VariableOf } from "../../components/plan/serving/programs";
import { HOST, PORT, type Variable, VariableReader } from "../variables";

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
const MEMORY = path("MEMORY", "the file that it keeps what it has seen in");

const LOOPBACK: Variable<string, "HOST"> = {
    ...HOST,
    parse: text => (/^(127(\.\d{1,3}){3}|::1)$/.test(text) ? text : undefined),
    allowed: "an address of the loopback interface: what the hub says goes in the clear",
    remedy: "unset it for 127.0.0.1",
};

/** Reads what the process is told; throws `ConfigFaults` with every faulty variable. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader<VariableOf<"hub">>(env);
    const found = {
        hub: read.required(HUB),
        socket: read.required(SOCKET),
        key: read.required(KEY),
        memory: read.required(MEMORY),
        host: read.required(LOOPBACK, "127.0.0.1"),
        port: read.required(PORT),
    };
    read.refuse();
    return found;
}
