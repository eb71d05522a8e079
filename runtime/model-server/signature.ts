import { datatypeOf, type Datatype } from "./datatypes";
import { listed } from "../refusal";
import type { Session, ValueInfo } from "./session";

/** What a model takes and gives, in the protocol's terms. */
export interface Signature {
    readonly inputs: readonly TensorSpec[];
    readonly outputs: readonly TensorSpec[];
}

export interface TensorSpec {
    readonly name: string;
    readonly datatype: Datatype;
    /** -1 for a dimension left open. Empty for a scalar, and also where the model doesn't say. */
    readonly shape: readonly number[];
}

/** Throws where the model has a value that the protocol can't carry. */
export function signatureOf({ inputs, outputs }: Session): Signature {
    return { inputs: inputs.map(tensorSpec), outputs: outputs.map(tensorSpec) };
}

function tensorSpec({ name, type, shape }: ValueInfo): TensorSpec {
    if (type === undefined) {
        throw new Error(
            `${listed([name])} of the model is a sequence, a map or optional; allowed: tensors; ` +
                "export the model with tensors only (for scikit-learn: without ZipMap)",
        );
    }
    const datatype = datatypeOf(type);
    if (datatype === undefined) {
        throw new Error(
            `${listed([name])} of the model has type ${type}, for which the protocol has no data type; ` +
                "cast it inside the model",
        );
    }
    return { name, datatype, shape };
}
