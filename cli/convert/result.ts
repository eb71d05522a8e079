import { z } from "zod";

import type { Fault } from "../../components/plan/faults";

/** Printable, since a model's code may have written it; and short. */
const text = z.string().transform(said => said.replace(/\p{Cc}/gu, " ").slice(0, 1_000));

const tensor = z.object({ name: text, datatype: text, shape: z.array(z.number().int()) });

const failure = z.object({
    code: text.transform(code => code as Fault["code"]),
    problem: text,
    remedy: text,
});

const converted = z.object({
    library: text,
    version: text,
    estimator: text,
    inputs: z.array(tensor),
    outputs: z.array(tensor),
    opsets: z.record(z.string(), z.number().int()),
    compared: z.object({ rows: z.number().int(), difference: z.number(), tolerance: z.number() }),
    warnings: z.array(text),
    bytes: z.number().int().positive(),
});

/** Why a model can't be converted. */
export type Failure = z.output<typeof failure>;
export type Tensor = z.output<typeof tensor>;
/** What the converter says of the model that it has made. */
export type Converted = z.output<typeof converted>;

/** What the converter writes: a line of JSON, and the model. */
export type Result = { readonly failure: Failure } | { readonly converted: Converted; readonly model: Buffer };

/** Undefined for what is no whole result. */
export function readResult(written: Buffer): Result | undefined {
    const end = written.indexOf("\n");
    if (end < 0) return undefined;
    const head = jsonOf(written.toString("utf8", 0, end));
    const refused = z.object({ failure }).safeParse(head);
    if (refused.success) return refused.data;
    const made = converted.safeParse(head);
    const model = written.subarray(end + 1);
    return made.success && made.data.bytes === model.length ? { converted: made.data, model } : undefined;
}

function jsonOf(line: string): unknown {
    try {
        return JSON.parse(line);
    } catch {
        return undefined;
    }
}
