import { z } from "zod";

import { parse } from "../../plan/config/parse";

/** Proportions are written with six digits or so, and their sum is off by as much. */
const TOLERANCE = 1e-3;

const distribution = z.object({
    name: z.string().min(1, "a name"),
    edges: z
        .array(z.number())
        .min(1, "one edge at least")
        .refine(edges => edges.every((edge, i) => i === 0 || edge > edges[i - 1]!), "each edge above the one before"),
    proportions: z
        .array(z.number().min(0, "0 or more").max(1, "1 or less"))
        .refine(all => Math.abs(sumOf(all) - 1) <= TOLERANCE, "proportions whose sum is 1"),
});

const distributions = z
    .array(distribution)
    .refine(all => new Set(all.map(({ name }) => name)).size === all.length, "each name once")
    .refine(all => all.every(({ edges, proportions }) => proportions.length === edges.length + 1), {
        error: "one proportion more than edges, in each",
    });

const schema = z.object({
    release: z.object({ name: z.string().min(1, "a name"), version: z.string().min(1, "a version") }),
    digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 hexadecimal digits"),
    dataset: z.object({ rows: z.number().int("a whole number").min(1, "1 or more") }),
    features: distributions,
    scores: distributions,
});

/** How values of a feature or a score were distributed when a release was made. */
export type Distribution = Readonly<z.output<typeof distribution>>;

/** What drift of a release is measured against: of rows that it was trained on, as `baseline.json` beside its model says. */
export interface Baseline {
    readonly release: { readonly name: string; readonly version: string };
    /** Digest of the model's artifact: the baseline of another artifact does not apply to it. */
    readonly digest: string;
    /** Rows that proportions are of. */
    readonly dataset: { readonly rows: number };
    readonly features: readonly Distribution[];
    readonly scores: readonly Distribution[];
}

/**
 * Of the document only what is measured by: a later one may say more. Throws where the text is not JSON (`SyntaxError`) or no
 * baseline (`ConfigFaults`).
 */
export function parseBaseline(text: string): Baseline {
    return parse(schema, JSON.parse(text), "baseline");
}

function sumOf(values: readonly number[]): number {
    return values.reduce((sum, value) => sum + value, 0);
}
