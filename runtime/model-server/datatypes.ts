import { fromHalf, HALF_LIMIT, toHalf } from "./half";

/** The elements of one tensor, row-major, as the runtime takes and gives them. FP16 is its bits. */
export type Elements =
    | Uint8Array
    | Int8Array
    | Uint16Array
    | Int16Array
    | Uint32Array
    | Int32Array
    | BigUint64Array
    | BigInt64Array
    | Float32Array
    | Float64Array
    | string[];

/** One data type of the Open Inference Protocol, and how its elements are written in JSON. */
export interface Datatype {
    /** The protocol's name. */
    readonly name: string;
    /** The runtime's name. */
    readonly runtime: string;
    /** What an element may be, for messages. */
    readonly allowed: string;
    /** The elements, or the position of the first value that isn't one. */
    decode(values: readonly unknown[]): Elements | number;
    /** The elements as the inside of a JSON list. */
    encode(elements: Elements): string;
}

/**
 * - INT64 and UINT64 pass what a double can't hold: answers carry every digit, and requests may write an element as a
 *   decimal string. A JSON number beyond ±(2^53 - 1) is refused, because by then its last digits are lost.
 * - A float that isn't finite is refused in a request. In an answer, where JSON has no number for it, it is the string
 *   "NaN", "Infinity" or "-Infinity", as in protobuf's JSON mapping.
 * - BYTES elements are text. A runtime takes them as C strings, so U+0000 would cut one short unseen: it is refused.
 */
const DATATYPES: readonly Datatype[] = [
    datatype<Uint8Array>({
        name: "BOOL",
        runtime: "bool",
        allowed: "true or false",
        make: length => new Uint8Array(length),
        read: value => (typeof value === "boolean" ? Number(value) : undefined),
        write: element => (element === 0 ? "false" : "true"),
    }),
    integers("INT8", "int8", -(2 ** 7), 2 ** 7 - 1, length => new Int8Array(length)),
    integers("INT16", "int16", -(2 ** 15), 2 ** 15 - 1, length => new Int16Array(length)),
    integers("INT32", "int32", -(2 ** 31), 2 ** 31 - 1, length => new Int32Array(length)),
    integers("UINT8", "uint8", 0, 2 ** 8 - 1, length => new Uint8Array(length)),
    integers("UINT16", "uint16", 0, 2 ** 16 - 1, length => new Uint16Array(length)),
    integers("UINT32", "uint32", 0, 2 ** 32 - 1, length => new Uint32Array(length)),
    bigIntegers("INT64", "int64", -(2n ** 63n), 2n ** 63n - 1n, length => new BigInt64Array(length)),
    bigIntegers("UINT64", "uint64", 0n, 2n ** 64n - 1n, length => new BigUint64Array(length)),
    datatype<Uint16Array>({
        name: "FP16",
        runtime: "float16",
        allowed: "a number that is finite as FP16",
        make: length => new Uint16Array(length),
        read: value => (typeof value === "number" && Math.abs(value) < HALF_LIMIT ? toHalf(value) : undefined),
        write: element => float(fromHalf(element)),
    }),
    datatype<Float32Array>({
        name: "FP32",
        runtime: "float32",
        allowed: "a number that is finite as FP32",
        make: length => new Float32Array(length),
        read: value => (typeof value === "number" && Number.isFinite(Math.fround(value)) ? value : undefined),
        write: float,
    }),
    datatype<Float64Array>({
        name: "FP64",
        runtime: "float64",
        allowed: "a finite number",
        make: length => new Float64Array(length),
        read: value => (typeof value === "number" && Number.isFinite(value) ? value : undefined),
        write: float,
    }),
    datatype<string[]>({
        name: "BYTES",
        runtime: "string",
        allowed: "a string of well-formed Unicode without U+0000",
        make: length => new Array<string>(length),
        read: value => (typeof value === "string" && !UNFIT_TEXT.test(value) ? value : undefined),
        write: element => JSON.stringify(element),
    }),
];

const UNFIT_TEXT = /[\0\p{Surrogate}]/u;

const byRuntimeName = new Map(DATATYPES.map(type => [type.runtime, type]));

/** Undefined for what the protocol has no name for, such as 4-bit integers. */
export function datatypeOf(runtime: string): Datatype | undefined {
    return byRuntimeName.get(runtime);
}

interface Definition<E extends Elements> {
    readonly name: string;
    readonly runtime: string;
    readonly allowed: string;
    readonly make: (length: number) => E;
    readonly read: (value: unknown) => E[number] | undefined;
    readonly write: (element: E[number]) => string;
}

function datatype<E extends Elements>({ name, runtime, allowed, make, read, write }: Definition<E>): Datatype {
    return {
        name,
        runtime,
        allowed,
        decode(values) {
            const elements = make(values.length);
            for (let i = 0; i < values.length; i++) {
                const element = read(values[i]);
                if (element === undefined) {
                    return i;
                }
                elements[i] = element;
            }
            return elements;
        },
        encode(elements) {
            // The runtime gives the array of the type that it was asked about.
            const all = elements as ArrayLike<E[number]>;
            let text = all.length === 0 ? "" : write(all[0]!);
            for (let i = 1; i < all.length; i++) text += `,${write(all[i]!)}`;
            return text;
        },
    };
}

type SmallIntegers = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

function integers(
    name: string,
    runtime: string,
    min: number,
    max: number,
    make: (length: number) => SmallIntegers,
): Datatype {
    return datatype<SmallIntegers>({
        name,
        runtime,
        allowed: `a whole number from ${min} to ${max}`,
        make,
        read: value =>
            Number.isInteger(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined,
        write: String,
    });
}

function bigIntegers(
    name: string,
    runtime: string,
    min: bigint,
    max: bigint,
    make: (length: number) => BigInt64Array | BigUint64Array,
): Datatype {
    return datatype<BigInt64Array | BigUint64Array>({
        name,
        runtime,
        allowed: `a whole number from ${min.toString()} to ${max.toString()}; beyond ±(2^53 - 1) as a decimal string`,
        make,
        read: value => {
            const whole = wholeNumber(value);
            return whole !== undefined && whole >= min && whole <= max ? whole : undefined;
        },
        write: String,
    });
}

function wholeNumber(value: unknown): bigint | undefined {
    if (typeof value === "number") {
        return Number.isSafeInteger(value) ? BigInt(value) : undefined;
    }
    return typeof value === "string" && /^-?\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

function float(value: number): string {
    return Number.isFinite(value) ? String(value) : `"${value}"`;
}
