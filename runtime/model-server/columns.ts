import type { Baseline, Distribution } from "../../components/watch/drift/baseline";
import { listed } from "../refusal";
import type { Signature, TensorSpec } from "./signature";

/** Where a tensor has the values of one feature or score: every `step`th element from `first` on. */
export interface Column {
    readonly tensor: string;
    readonly first: number;
    readonly step: number;
}

/** In the order of the baseline. */
export interface Columns {
    readonly features: readonly Column[];
    readonly scores: readonly Column[];
}

/**
 * Which column is which: features are the columns, in their order, of the input whose last dimension is as many, else inputs of
 * their names; scores are outputs of their names. Throws where the model has no such.
 */
export function columnsOf({ features, scores }: Baseline, { inputs, outputs }: Signature): Columns {
    const rows = inputs.filter(({ shape }) => shape.at(-1) === features.length);
    const [input] = rows;
    if (input !== undefined && rows.length === 1) {
        refuseText([input]);
        const step = features.length;
        return {
            features: features.map((_, first) => ({ tensor: input.name, first, step })),
            scores: byName(scores, outputs, "output"),
        };
    }
    return { features: byName(features, inputs, "input"), scores: byName(scores, outputs, "output") };
}

function byName(distributions: readonly Distribution[], specs: readonly TensorSpec[], kind: string): Column[] {
    return distributions.map(({ name }) => {
        const spec = specs.find(spec => spec.name === name);
        if (spec === undefined) {
            const columns = kind === "input" ? ` and no one input of ${distributions.length} columns` : "";
            throw new Error(
                `the model has no ${kind} ${listed([name])}${columns}; ` +
                    `allowed: ${listed(specs.map(spec => spec.name))}; give the release a baseline of this model`,
            );
        }
        refuseText([spec]);
        return { tensor: name, first: 0, step: 1 };
    });
}

function refuseText(specs: readonly TensorSpec[]): void {
    for (const { name, datatype } of specs) {
        if (datatype.name === "BYTES") {
            throw new Error(`${listed([name])} of the model is text, which has no bins; allowed: numbers`);
        }
    }
}
