import { resolve } from "node:path";
import type { VariableOf } from "../../components/plan/serving/programs";
import type { StoreAddress } from "../store/address";
import type { SamplesSetting } from "./samples";
import { MODEL_DIGEST, MODEL_URI } from "../model-file";
import { readStore } from "../store/environment";
import {
    DEFAULT_BODY_BYTES,
    HOST,
    integer,
    matching,
    MAX_BODY_BYTES,
    PORT,
    REGION,
    STALE_AFTER_SECONDS,
    type TlsFiles,
    type Variable,
    VariableReader,
    readHealthPort,
} from "../variables";

/** Environment variables of a model server: the contract for a process on this machine and for a container. */
export interface Environment {
    readonly model: ModelSource;
    readonly host: string;
    readonly port: number;
    /** Serves the health paths without TLS. Default: no such port. */
    readonly healthPort?: number;
    readonly tls?: TlsFiles;
    readonly runtime?: RuntimeName;
    /** What a server without a store does whose release can't be served when it starts. Default: it waits until the file is replaced. */
    readonly ifUnusable: "wait" | "exit";
    readonly maxBodyBytes: number;
    /** Where a corrupted file is downloaded again, and features are read. */
    readonly store?: RegionStore;
    /** The file with the look-up of features. */
    readonly features?: string;
    /** Answers by features of a copy that may be more behind are marked. */
    readonly staleAfterMs: number;
    /** The release's baseline, in whose bins values are counted. */
    readonly baseline?: string;
    /** What is kept in memory of what it is asked, where some is. */
    readonly samples?: SamplesSetting;
    /** How requests are computed together. Default: each alone. */
    readonly batching?: BatchingSetting;
}

/** The store's server in the process's own region. */
export type RegionStore = StoreAddress & { readonly region: string };

/** The release that is served. */
export interface ModelSource {
    readonly name: string;
    readonly version: string;
    readonly path: string;
    readonly digest: string;
}

/** Requests that are computed together. */
export interface BatchingSetting {
    /** Rows of one run. */
    readonly size: number;
    /** How long the first request of a batch waits for others; 0 for those only that have come already. */
    readonly waitMs: number;
}

export type RuntimeName = "wasm" | "native";

const MODEL_NAME: Variable<string, "MODEL_NAME"> = {
    name: "MODEL_NAME",
    parse: matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
    allowed: "up to 128 letters, digits, '.', '_' and '-', the first a letter or digit",
    remedy: "set it to the model's name",
};

const MODEL_VERSION: Variable<string, "MODEL_VERSION"> = {
    name: "MODEL_VERSION",
    parse: matching(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/),
    allowed: "up to 128 letters, digits, '.', '_', '+' and '-', the first a letter or digit",
    remedy: "set it to the release's version",
};

const MODEL_RUNTIME: Variable<RuntimeName, "MODEL_RUNTIME"> = {
    name: "MODEL_RUNTIME",
    parse: text => (text === "wasm" || text === "native" ? text : undefined),
    allowed: "wasm, native",
    remedy: "unset it for native where it is installed, else wasm",
};

const IF_UNUSABLE: Variable<Environment["ifUnusable"], "IF_UNUSABLE"> = {
    name: "IF_UNUSABLE",
    parse: text => (text === "wait" || text === "exit" ? text : undefined),
    allowed: "wait, exit",
    remedy: "unset it to wait until the release's file is replaced, or set it to exit where a new container gets the file again",
};

const FEATURES: Variable<string, "FEATURES"> = {
    name: "FEATURES",
    parse: text => resolve(text),
    allowed: "a path",
    remedy: "unset it, or set it to the file that says what is looked up for a subject",
};

const BASELINE: Variable<string, "BASELINE"> = {
    name: "BASELINE",
    parse: text => resolve(text),
    allowed: "a path",
    remedy: "unset it, or set it to the release's baseline",
};

const SAMPLES_PERCENT: Variable<number, "SAMPLES_PERCENT"> = {
    name: "SAMPLES_PERCENT",
    parse: text => {
        const percent = /^\d{1,3}(\.\d{1,6})?$/.test(text) ? Number(text) : NaN;
        return percent > 0 && percent <= 100 ? percent : undefined;
    },
    allowed: "more than 0, and 100 at most",
    remedy: "unset it, or set it to the percent of inferences of which what was asked is kept",
};

const SAMPLES_KEEP: Variable<number, "SAMPLES_KEEP"> = {
    name: "SAMPLES_KEEP",
    parse: integer(1, 1000),
    allowed: "a whole number from 1 to 1000",
    remedy: "unset it for 100",
};

const BATCH_SIZE: Variable<number, "BATCH_SIZE"> = {
    name: "BATCH_SIZE",
    parse: integer(2, 1024),
    allowed: "a whole number from 2 to 1024",
    remedy: "unset it to compute each request alone, or set it to the rows of a batch",
};

const BATCH_WAIT_MS: Variable<number, "BATCH_WAIT_MS"> = {
    name: "BATCH_WAIT_MS",
    parse: integer(0, 1000),
    allowed: "a whole number from 0 to 1000",
    remedy: "unset it for 0, or set it to the milliseconds that a request may wait for others",
};

/** Reads the contract; throws `ConfigFaults` with every faulty variable. An empty variable counts as not set. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
    const read = new VariableReader<VariableOf<"model-server">>(env);
    const host = read.required(HOST, "127.0.0.1");
    const tls = read.tls(host);
    const runtime = read.optional(MODEL_RUNTIME);
    const ifUnusable = read.required(IF_UNUSABLE, "wait");
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
        staleAfterMs: read.required(STALE_AFTER_SECONDS, Infinity) * 1000,
    };
    const features = read.optional(FEATURES);
    const baseline = read.optional(BASELINE);
    const percent = read.optional(SAMPLES_PERCENT);
    const keep = read.required(SAMPLES_KEEP, 100);
    const size = read.optional(BATCH_SIZE);
    const waitMs = read.required(BATCH_WAIT_MS, 0);
    const store = hasStore || features !== undefined ? regionStore(read, tls ?? read.requiredTls()) : undefined;
    const healthPort = readHealthPort(read, found.port);
    read.refuse();
    return {
        ...found,
        ifUnusable,
        ...(healthPort === undefined ? {} : { healthPort }),
        ...(store && { store }),
        ...(features === undefined ? {} : { features }),
        ...(baseline === undefined ? {} : { baseline }),
        ...(percent === undefined ? {} : { samples: { percent, keep } }),
        ...(size === undefined ? {} : { batching: { size, waitMs } }),
        ...(tls && { tls }),
        ...(runtime && { runtime }),
    };
}

function regionStore(read: VariableReader<VariableOf<"model-server">>, tls: TlsFiles): RegionStore {
    const region = read.required(REGION);
    return { region, ...readStore(read, tls, "models", region) };
}
