import { createRequire } from "node:module";
import { ConfigFaults, quoted } from "../../components/plan/faults";
import type { Elements } from "./datatypes";
import type { RuntimeName } from "./environment";
import { ModelRefusal, RuntimeBroken, type Session, type Tensor, type ValueInfo } from "./session";
import { inTurn } from "./turns";

/** What opens models. Both runtimes have the same API, so they differ by what stands in `RUNTIMES` and nothing else. */
export interface Runtime {
    readonly name: RuntimeName;
    open(model: Uint8Array): Promise<Session>;
}

/** The part of ONNX Runtime's API that is used here. */
interface Ort {
    readonly env: { readonly wasm: { numThreads?: number } };
    readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<OrtSession> };
    readonly Tensor: new (type: string, data: Elements, dims: readonly number[]) => OrtTensor;
}

interface OrtSession {
    readonly inputMetadata: readonly OrtValueInfo[];
    readonly outputMetadata: readonly OrtValueInfo[];
    run(feeds: object, fetches: readonly string[], options: object): Promise<Readonly<Record<string, OrtTensor>>>;
}

interface OrtValueInfo {
    readonly name: string;
    readonly isTensor: boolean;
    readonly type?: string;
    readonly shape?: readonly (number | string)[];
}

interface OrtTensor {
    readonly type: string;
    readonly dims: readonly number[];
    readonly data: Elements | (ArrayBufferView & { readonly length: number });
}

const RUNTIMES = {
    // The web build keeps its arguments on a stack of its own across an await: two runs at once would corrupt it.
    wasm: { module: "onnxruntime-web", provider: "wasm", oneRunAtATime: true },
    native: { module: "onnxruntime-node", provider: "cpu", oneRunAtATime: false },
} as const satisfies Record<RuntimeName, object>;

/** Without this, ONNX Runtime writes values of failing requests to stderr ("indices element out of bounds, idx=…"). */
const SILENT = { logSeverityLevel: 4 } as const;

const load = createRequire(__filename);

/** The demanded runtime, else native where it is installed and works on this machine, else wasm. */
export function chooseRuntime(demanded: RuntimeName | undefined): Runtime {
    const tried: string[] = [];
    for (const name of demanded === undefined ? (["native", "wasm"] as const) : [demanded]) {
        try {
            return runtimeOf(name, load(RUNTIMES[name].module) as Ort);
        } catch (error) {
            tried.push(`${RUNTIMES[name].module}: ${firstLine(error)}`);
        }
    }
    throw new ConfigFaults([
        {
            code: "model-server/no-runtime",
            path: "MODEL_RUNTIME",
            value: demanded,
            problem: `${demanded === undefined ? "no runtime" : `runtime ${quoted(demanded)}`} can't be loaded (${tried.join("; ")}), expected onnxruntime-web for wasm or onnxruntime-node for native`,
            remedy:
                demanded === undefined ? "install one of the packages" : "install the package, or unset MODEL_RUNTIME",
        },
    ]);
}

function runtimeOf(name: RuntimeName, ort: Ort): Runtime {
    const { provider, oneRunAtATime } = RUNTIMES[name];
    // A machine runs one process per release, and a gate spreads requests: threads inside one run only add contention.
    const options = { ...SILENT, executionProviders: [provider], intraOpNumThreads: 1, interOpNumThreads: 1 };
    if (name === "wasm") {
        ort.env.wasm.numThreads = 1;
    }
    return {
        name,
        open: async model => {
            const session = sessionOf(ort, await ort.InferenceSession.create(model, options));
            return oneRunAtATime ? inTurn(session) : session;
        },
    };
}

function sessionOf(ort: Ort, session: OrtSession): Session {
    return {
        inputs: session.inputMetadata.map(valueInfo),
        outputs: session.outputMetadata.map(valueInfo),
        run: async (feeds, outputs) => {
            const tensors: Named<OrtTensor>[] = [];
            for (const name in feeds) {
                const { type, elements, shape } = feeds[name]!;
                tensors.push([name, new ort.Tensor(type, elements, shape)]);
            }
            try {
                const results = await session.run(Object.fromEntries(tensors), outputs, SILENT);
                const found: Named<Tensor>[] = [];
                for (const name of outputs) found.push([name, tensorOf(results[name])]);
                return Object.fromEntries(found);
            } catch (error) {
                throw meaningOf(error);
            }
        },
    };
}

/**
 * What the runtime reports of a graph that couldn't compute is an `Error` proper, or a `RangeError` where the answer
 * would not fit into memory; neither leaves a trace in it. Their messages may quote values.
 */
function meaningOf(error: unknown): unknown {
    const { name } = error as Error;
    if (name === "RuntimeError") {
        // A WebAssembly trap; its class is not in Node's types.
        return new RuntimeBroken("the wasm runtime has trapped", { cause: error });
    }
    return name === "Error" || name === "RangeError" ? new ModelRefusal() : error;
}

/** Becomes a property whatever the name: `__proto__`, too, is one then. Objects without a prototype take the runtime longer to read. */
type Named<T> = [name: string, value: T];

function valueInfo({ name, isTensor, type, shape = [] }: OrtValueInfo): ValueInfo {
    return { name, type: isTensor ? type : undefined, shape: shape.map(openOrFixed) };
}

/** An open dimension is its symbol, an empty one in the native build, or -1 read as unsigned in the web build. */
function openOrFixed(dimension: number | string): number {
    return typeof dimension === "number" && dimension >= 0 && dimension < 2 ** 31 ? dimension : -1;
}

function tensorOf(tensor: OrtTensor | undefined): Tensor {
    if (tensor === undefined) {
        throw new TypeError("the runtime left out an output that was asked for");
    }
    const { type, dims, data } = tensor;
    // Where the engine knows Float16Array the runtime gives one; its bits are what counts here.
    const elements =
        type === "float16" && ArrayBuffer.isView(data)
            ? new Uint16Array(data.buffer, data.byteOffset, data.length)
            : (data as Elements);
    return { type, shape: dims, elements };
}

function firstLine(error: unknown): string {
    return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
