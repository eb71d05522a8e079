import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { StoreAddress } from "../store/address";
import { readStore } from "../store/environment";
import {
    DEFAULT_BODY_BYTES,
    HOST,
    matching,
    MAX_BODY_BYTES,
    PORT,
    REGION,
    type TlsFiles,
    type Variable,
    VariableReader,
} from "../variables";

/** What a model server is told by its environment: the contract that holds for a process here and for a container. */
export interface Environment {
    readonly model: ModelSource;
    readonly host: string;
    readonly port: number;
    readonly tls?: TlsFiles;
    readonly runtime?: RuntimeName;
    readonly maxBodyBytes: number;
    /** Where a file that was spoilt is got again, and features are read. */
    readonly store?: StoreAddress;
    /** The file that says what is looked up for a subject. */
    readonly features?: string;
}

/** The release that is served. */
export interface ModelSource {
    readonly name: string;
    readonly version: string;
    readonly path: string;
    readonly digest: string;
}

export type RuntimeName = "wasm" | "native";

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

const MODEL_RUNTIME: Variable<RuntimeName> = {
    name: "MODEL_RUNTIME",
    parse: text => (text === "wasm" || text === "native" ? text : undefined),
    allowed: "wasm, native",
    remedy: "unset it for native where it is installed, else wasm",
};

const FEATURES: Variable<string> = {
    name: "FEATURES",
    parse: text => resolve(text),
    allowed: "a path",
    remedy: "unset it, or set it to the file that says what is looked up for a subject",
};

/** Reads the contract; throws `ConfigFaults` with every faulty variable. An empty variable counts as not set. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader(env);
    const host = read.required(HOST, "127.0.0.1");
    const tls = read.tls(host);
    const runtime = read.optional(MODEL_RUNTIME);
    const hasStore = (env.STORE_HOST ?? "") !== "";
    const found = {
        model: {
            name: read.required(MODEL_NAME),
            version: read.required(MODEL_VERSION),
            path: read.required(MODEL_URI),
            digest: read.required(MODEL_DIGEST),
        },
        host,
        port: read.required(PORT),
        maxBodyBytes: read.required(MAX_BODY_BYTES, DEFAULT_BODY_BYTES),
    };
    const features = read.optional(FEATURES);
    const store =
        hasStore || features !== undefined
            ? readStore(read, tls ?? read.requiredTls(), "models", read.required(REGION))
            : undefined;
    read.refuse();
    return {
        ...found,
        ...(store && { store }),
        ...(features === undefined ? {} : { features }),
        ...(tls && { tls }),
        ...(runtime && { runtime }),
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
