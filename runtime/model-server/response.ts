import type { InferenceRequest } from "./request";
import type { ModelSource } from "./environment";
import type { Tensor } from "./runtime";

/**
 * The protocol's inference response. Written by hand, because `JSON.stringify` has no way to write a 64-bit integer
 * with all its digits.
 */
export function encodeResponse(
    { name, version }: ModelSource,
    { id, outputs }: InferenceRequest,
    results: Readonly<Record<string, Tensor>>,
    parameters?: object,
): string {
    const head = JSON.stringify({ model_name: name, model_version: version, id, parameters }).slice(0, -1);
    const tensors = outputs.map(({ name, datatype }) => {
        const tensor = results[name];
        if (tensor === undefined) {
            throw new TypeError("the runtime left out an output that was asked for");
        }
        const described = JSON.stringify({ name, datatype: datatype.name, shape: tensor.shape }).slice(0, -1);
        return `${described},"data":[${datatype.encode(tensor.elements)}]}`;
    });
    return `${head},"outputs":[${tensors.join(",")}]}`;
}
