import { readFileSync } from "node:fs";
import path from "node:path";

import { type Baseline, parseBaseline } from "../../components/watch/drift/baseline";

export const screeningVersions = ["1.0.0", "2.0.0"] as const;
export type ScreeningVersion = (typeof screeningVersions)[number];

/** A row of the data set that the screening models are made from. */
export interface ScreeningRow {
    readonly row: number;
    readonly malignant: boolean;
    /** Of a row that a model was fitted to, from a fit without it, as in the baseline. */
    readonly scores: Readonly<Record<ScreeningVersion, number>>;
    /** In the order of the baseline. */
    readonly features: readonly number[];
}

interface Splits {
    readonly development: readonly ScreeningRow[];
    readonly heldOut: readonly ScreeningRow[];
}

/** Made by splits.py beside it. */
const written = JSON.parse(readFileSync(path.join(__dirname, "../fixtures/screening/splits.json"), "utf8")) as Splits;

/** The rows that the models and their baselines were made from, and those that were held out. Features are what FP32 makes of them. */
export const { development, heldOut }: Splits = {
    development: written.development.map(asServed),
    heldOut: written.heldOut.map(asServed),
};

function asServed(row: ScreeningRow): ScreeningRow {
    return { ...row, features: row.features.map(Math.fround) };
}

export function screeningBaseline(version: ScreeningVersion): Baseline {
    const file = path.join(__dirname, "../../stacks/models/screening", version, "baseline.json");
    return parseBaseline(readFileSync(file, "utf8"));
}
