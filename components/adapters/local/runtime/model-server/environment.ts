import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { refuse, type Fault } from "../../../../plan/faults";

/** What a model server is told by its environment: the contract that holds for a process here and for a container. */
export interface Environment {
    readonly model: ModelSource;
    readonly host: string;
    readonly port: number;
    readonly tls?: TlsFiles;
    readonly runtime?: RuntimeName;
    readonly maxBodyBytes: number;
}

/** The release that is served. */
export interface ModelSource {
    readonly name: string;
    readonly version: string;
    readonly path: string;
    readonly digest: string;
}

/** Paths of PEM files. */
export interface TlsFiles {
    readonly cert: string;
    readonly key: string;
    readonly ca: string;
    /** Names, one of which a client's certificate must have (TLS_CLIENT_NAMES, by commas); none: any of the authority. */
    readonly clients: readonly string[];
}

export type RuntimeName = "wasm" | "native";

interface Variable<T> {
    readonly name: string;
    readonly parse: (text: string) => T | undefined;
    readonly allowed: string;
    readonly remedy: string;
    /** Shown instead of the value, where that could carry a credential. */
    readonly shown?: (text: string) => string;
}

const MIB = 1024 * 1024;
const LOOPBACK = /^(localhost|::1|127(\.\d{1,3}){3})$/;

const MODEL_NAME: Variable<string> = {
    name: "MODEL_NAME",
    parse: matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
    allowed: "up to 128 letters, digits, '.', '_' and '-', the first a letter or digit",
    remedy: "set it to the model's name",
};

const MODEL_VERSION: Variable<string> = {
    name: "MODEL_VERSION",
    parse: matching(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/),
    allowed: "up to 128 letters, digits, '.', '_', '+' and '-', the first a letter or digit",
    remedy: "set it to the release's version",
};

const MODEL_URI: Variable<string> = {
    name: "MODEL_URI",
    parse: toPath,
    allowed: "a path, or a file: URL without a host",
    remedy: "get the artifact onto this machine and name the file",
    // A URL of an object store may carry its signature.
    shown: text => text.replace(/[?#].*$/s, "?…").replace(/\/\/[^/]*@/, "//…@"),
};

const MODEL_DIGEST: Variable<string> = {
    name: "MODEL_DIGEST",
    parse: matching(/^sha256:[0-9a-f]{64}$/),
    allowed: "sha256: and 64 lower-case hexadecimal digits",
    remedy: "set it to the release's digest",
};

const HOST: Variable<string> = {
    name: "HOST",
    parse: matching(/^[A-Za-z0-9.:_-]+$/),
    allowed: "an address or a host name of this machine",
    remedy: "set it to 127.0.0.1, or to 0.0.0.0 in a container",
};

const PORT: Variable<number> = {
    name: "PORT",
    parse: integer(0, 65535),
    allowed: "a whole number from 1 to 65535, or 0 for any free port",
    remedy: "set it to the port to listen on",
};

const MODEL_RUNTIME: Variable<RuntimeName> = {
    name: "MODEL_RUNTIME",
    parse: text => (text === "wasm" || text === "native" ? text : undefined),
    allowed: "wasm, native",
    remedy: "unset it for native where it is installed, else wasm",
};

const MAX_BODY_BYTES: Variable<number> = {
    name: "MAX_BODY_BYTES",
    parse: integer(1024, 256 * MIB),
    allowed: `a whole number from 1024 to ${256 * MIB}`,
    remedy: `unset it for ${8 * MIB}`,
};

const TLS_NAMES = ["TLS_CERT", "TLS_KEY", "TLS_CA"] as const;

/** Reads the contract; throws `ConfigFaults` with every faulty variable. An empty variable counts as not set. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const faults: Fault[] = [];
    const read = <T>(variable: Variable<T>, fallback?: T): T | undefined => {
        const text = env[variable.name] ?? "";
        const value = text === "" ? fallback : variable.parse(text);
        if (value === undefined && (text !== "" || !optional.has(variable.name))) {
            faults.push(faultOf(variable, text));
        }
        return value;
    };
    const host = read(HOST, "127.0.0.1");
    const tls = readTls(env, host, faults);
    const found = {
        model: {
            name: read(MODEL_NAME),
            version: read(MODEL_VERSION),
            path: read(MODEL_URI),
            digest: read(MODEL_DIGEST),
        },
        host,
        port: read(PORT),
        tls,
        runtime: read(MODEL_RUNTIME),
        maxBodyBytes: read(MAX_BODY_BYTES, 8 * MIB),
    };
    refuse(faults);
    // Without a fault nothing that is required is missing.
    return found as Environment;
}

const optional = new Set([MODEL_RUNTIME.name]);

/** All three files or none; with none the requests are in the clear, so they must not leave this machine. */
function readTls(env: NodeJS.ProcessEnv, host: string | undefined, faults: Fault[]): TlsFiles | undefined {
    const [cert = "", key = "", ca = ""] = TLS_NAMES.map(name => env[name] ?? "");
    const missing = TLS_NAMES.filter(name => (env[name] ?? "") === "");
    if (missing.length === 0) {
        const clients = (env.TLS_CLIENT_NAMES ?? "").split(",").filter(name => name !== "");
        return { cert: resolve(cert), key: resolve(key), ca: resolve(ca), clients };
    }
    if (missing.length < TLS_NAMES.length) {
        for (const path of missing) {
            faults.push({
                code: "model-server/tls-incomplete",
                path,
                allowed: `${TLS_NAMES.join(", ")} together, or none of them`,
                remedy: "set it to the path of a PEM file",
            });
        }
    } else if (host !== undefined && !LOOPBACK.test(host)) {
        faults.push({
            code: "model-server/plain-beyond-loopback",
            path: HOST.name,
            value: host,
            allowed: "without TLS: 127.0.0.1, ::1, localhost",
            remedy: `set ${TLS_NAMES.join(", ")}, or listen on a loopback address`,
        });
    }
    return undefined;
}

function faultOf(variable: Variable<unknown>, text: string): Fault {
    const { name, allowed, remedy, shown = cut } = variable;
    return text === ""
        ? { code: "model-server/variable-missing", path: name, allowed, remedy }
        : { code: "model-server/variable-wrong", path: name, value: cut(shown(text)), allowed, remedy };
}

function cut(text: string): string {
    return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function matching(pattern: RegExp): (text: string) => string | undefined {
    return text => (pattern.test(text) ? text : undefined);
}

function integer(min: number, max: number): (text: string) => number | undefined {
    return text => {
        const value = /^\d{1,12}$/.test(text) ? Number(text) : NaN;
        return value >= min && value <= max ? value : undefined;
    };
}

function toPath(text: string): string | undefined {
    if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) {
        return resolve(text);
    }
    try {
        return fileURLToPath(text);
    } catch {
        return undefined;
    }
}
