import type { ModelSource } from "./environment";
import type { InferenceRequest } from "./request";
import type { Tensor } from "./session";
import type { TensorSpec } from "./signature";

/**
 * The protocol's inference response. It is composed as text, because `JSON.stringify` can't write a 64-bit integer with all its digits,
 * and is three times as slow.
 */
export function encodeResponse(
    source: ModelSource,
    { id, outputs }: InferenceRequest,
    results: Readonly<Record<string, Tensor>>,
    parameters?: object,
): string {
    let text = once(source, beginning);
    if (id !== undefined) text += `,"id":${JSON.stringify(id)}`;
    if (parameters !== undefined) text += `,"parameters":${JSON.stringify(parameters)}`;
    text += ',"outputs":[';
    let between = "";
    for (const output of outputs) {
        const tensor = results[output.name];
        if (tensor === undefined) {
            throw new TypeError("the runtime left out an output that was asked for");
        }
        const { elements, shape } = tensor;
        text += `${between}${once(output, declared)},"shape":[${shape.length === 1 ? shape[0] : shape.join(",")}]`;
        text += `,"data":[${output.datatype.encode(elements)}]}`;
        between = ",";
    }
    return `${text}]}`;
}

const beginning = ({ name, version }: ModelSource) =>
    `{"model_name":${JSON.stringify(name)},"model_version":${JSON.stringify(version)}`;

const declared = ({ name, datatype }: TensorSpec) => `{"name":${JSON.stringify(name)},"datatype":"${datatype.name}"`;

/** Texts that all answers of a release have. */
const texts = new WeakMap<object, string>();

function once<T extends object>(of: T, write: (of: T) => string): string {
    const known = texts.get(of);
    if (known !== undefined) return known;
    const text = write(of);
    texts.set(of, text);
    return text;
}
