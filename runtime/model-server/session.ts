import type { Elements } from "./datatypes";

/** An opened model. */
export interface Session {
    readonly inputs: readonly ValueInfo[];
    readonly outputs: readonly ValueInfo[];
    /** Throws `ModelRefusal` where the model can't compute with these values, and `RuntimeBroken` after which none can. */
    run(feeds: Readonly<Record<string, Tensor>>, outputs: readonly string[]): Promise<Readonly<Record<string, Tensor>>>;
}

/** An input or output as the model declares it. */
export interface ValueInfo {
    readonly name: string;
    /** Undefined for what isn't a tensor. */
    readonly type: string | undefined;
    /** -1 for a dimension left open. Empty for a scalar, and also where the model doesn't say. */
    readonly shape: readonly number[];
}

export interface Tensor {
    readonly type: string;
    readonly shape: readonly number[];
    readonly elements: Elements;
}

/** The values have the declared types and shapes, yet the graph can't compute with them. */
export class ModelRefusal extends Error {}

/** The runtime is in an undefined state: only a new process helps. */
export class RuntimeBroken extends Error {}
