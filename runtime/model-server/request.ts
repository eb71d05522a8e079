import { listed, Refusal } from "../refusal";
import type { Tensor } from "./session";
import type { Signature, TensorSpec } from "./signature";
import { flatten, shapeOf } from "./shape";

/** An inference request that this model can be run on. */
export interface InferenceRequest {
    readonly id?: string;
    /** Whose features are looked up, where the request names one. */
    readonly subject?: unknown;
    readonly feeds: Readonly<Record<string, Tensor>>;
    readonly outputs: readonly TensorSpec[];
}

/**
 * Checks the body against the protocol and the model. Throws a `Refusal` that names the position of what is wrong.
 * Members that the protocol doesn't know, and all `parameters`, are extensions and are left alone; but for `subject`, where
 * an input is `joined`: a request that has it leaves that input out.
 */
export function decodeRequest(body: unknown, signature: Signature, joined?: string): InferenceRequest {
    const request = asObject(body, "the body");
    if (request.id !== undefined && typeof request.id !== "string") {
        throw new Refusal(400, "id must be a string");
    }
    checkParameters(request, "");
    const subject = joined === undefined ? undefined : subjectOf(request);
    const given = subject === undefined ? signature.inputs : signature.inputs.filter(({ name }) => name !== joined);
    const inputs = subject !== undefined && given.length === 0 ? (request.inputs ?? []) : request.inputs;
    if (subject !== undefined) refuseBoth(inputs, joined!);
    const feeds = decodeInputs(inputs, given);
    const outputs = decodeOutputs(request.outputs, signature.outputs);
    return {
        ...(request.id === undefined ? {} : { id: request.id }),
        ...(subject === undefined ? {} : { subject }),
        feeds,
        outputs,
    };
}

function subjectOf({ parameters }: JsonObject): unknown {
    return (parameters as JsonObject | undefined)?.subject;
}

/** It is ambiguous which of the two is meant. */
function refuseBoth(inputs: unknown, joined: string): void {
    const at = Array.isArray(inputs) ? inputs.findIndex((input: JsonObject | null) => input?.name === joined) : -1;
    if (at >= 0) {
        throw new Refusal(
            400,
            `inputs[${at}].name: ${listed([joined])} is looked up for parameters.subject; leave one of the two out`,
        );
    }
}

function decodeInputs(inputs: unknown, specs: readonly TensorSpec[]): Readonly<Record<string, Tensor>> {
    const feeds = new Map<string, Tensor>();
    const list = asList(inputs, "inputs");
    for (let i = 0; i < list.length; i++) {
        const at = `inputs[${i}]`;
        const input = asObject(list[i], at);
        const spec = specOf(input, at, "input", specs);
        if (feeds.has(spec.name)) {
            throw new Refusal(400, `${at}.name: ${listed([spec.name])} is given twice; give every input once`);
        }
        feeds.set(spec.name, decodeTensor(input, at, spec));
    }
    // None is given twice, so as many are all of them.
    if (feeds.size < specs.length) {
        const missing = specs.map(spec => spec.name).filter(name => !feeds.has(name));
        throw new Refusal(400, `inputs lacks ${listed(missing)}; give every input of the model`);
    }
    return Object.fromEntries(feeds);
}

function decodeTensor(input: JsonObject, at: string, { name, datatype, shape: declared }: TensorSpec): Tensor {
    if (input.datatype !== datatype.name) {
        throw new Refusal(400, `${at}.datatype does not fit input ${listed([name])}; allowed: ${datatype.name}`);
    }
    checkParameters(input, `${at}.`);
    const shape = shapeOf(input.shape, `${at}.shape`, declared);
    const values = flatten(asList(input.data, `${at}.data`), shape, `${at}.data`);
    const elements = datatype.decode(values);
    if (typeof elements === "number") {
        throw new Refusal(400, `${at}.data: element ${elements} (row-major) is not ${datatype.allowed}`);
    }
    return { type: datatype.runtime, shape, elements };
}

/** None named means all, and an empty list names none. */
function decodeOutputs(outputs: unknown, specs: readonly TensorSpec[]): readonly TensorSpec[] {
    if (outputs === undefined) return specs;
    const asked = asList(outputs, "outputs");
    const chosen = new Set<TensorSpec>();
    for (const [i, entry] of asked.entries()) {
        const at = `outputs[${i}]`;
        const output = asObject(entry, at);
        checkParameters(output, `${at}.`);
        const spec = specOf(output, at, "output", specs);
        if (chosen.has(spec)) {
            throw new Refusal(400, `${at}.name: ${listed([spec.name])} is asked for twice; ask for every output once`);
        }
        chosen.add(spec);
    }
    return chosen.size === 0 ? specs : [...chosen];
}

function specOf(entry: JsonObject, at: string, kind: string, specs: readonly TensorSpec[]): TensorSpec {
    const spec = specs.find(({ name }) => name === entry.name);
    if (spec === undefined) {
        const allowed = listed(specs.map(({ name }) => name));
        throw new Refusal(400, `${at}.name is not an ${kind} of the model; allowed: ${allowed || "none"}`);
    }
    return spec;
}

type JsonObject = Readonly<Partial<Record<string, unknown>>>;

function asObject(value: unknown, at: string): JsonObject {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new Refusal(400, `${at} must be a JSON object`);
    }
    return value as JsonObject;
}

function asList(value: unknown, at: string): readonly unknown[] {
    if (!Array.isArray(value)) {
        throw new Refusal(400, `${at} must be a list${value === undefined ? ", and is missing" : ""}`);
    }
    return value;
}

function checkParameters({ parameters }: JsonObject, prefix: string): void {
    if (parameters !== undefined) {
        asObject(parameters, `${prefix}parameters`);
    }
}
