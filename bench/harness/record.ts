import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import type { Benchmark } from "./benchmark";
import type { Conditions } from "./conditions";
import { type Figure, isMet, type Spread, spreadOf } from "./figure";

export interface FigureResult extends Figure, Spread {
    readonly runs: number;
    readonly met?: boolean;
}

/** One benchmark's outcome. It carries its own conditions, because a later run may measure the others again. */
export interface Result {
    readonly description: string;
    readonly goal: string;
    readonly seconds: number;
    readonly conditions: Conditions;
    readonly figures: readonly FigureResult[];
}

export type Results = Readonly<Record<string, Result>>;

export function resultOf(
    { description, goal }: Benchmark,
    figures: readonly Figure[],
    seconds: number,
    conditions: Conditions,
): Result {
    return { description, goal, seconds: Math.round(seconds), conditions, figures: figures.map(figureResult) };
}

function figureResult(figure: Figure): FigureResult {
    const values = figure.values.map(rounded);
    const met = isMet(figure);
    return { ...figure, values, runs: values.length, ...spreadOf(values), ...(met === undefined ? {} : { met }) };
}

function rounded(value: number): number {
    return Math.round(value * 100) / 100;
}

const file = path.join(packageRoot(), "bench", "results.json");

/** The results of the latest run of each benchmark. */
export function readResults(): Results {
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : {};
}

/** Puts the results in the place of those that the same benchmarks had; the others stay, while there are such benchmarks. */
export function keep(results: Results, known: readonly string[]): void {
    const merged = { ...readResults(), ...results };
    const ordered = Object.fromEntries(known.filter(name => name in merged).map(name => [name, merged[name]]));
    writeFileSync(`${file}.tmp`, `${JSON.stringify(ordered, undefined, 2)}\n`);
    renameSync(`${file}.tmp`, file);
}
