import path from "node:path";

import type { Limits } from "../../tools/convert/sandbox";
import { UsageError } from "../exit";
import { commonOptions, readOptions } from "../options";

/** What the command line says of a conversion. */
export interface Settings {
    readonly file: string;
    readonly to: string;
    readonly json: boolean;
    readonly agreed: boolean;
    readonly withoutSandbox: boolean;
    readonly limits: Limits;
    readonly input: string;
    readonly tolerance: number;
    readonly library?: string;
    readonly features?: number;
    /** A file of rows to compare on. */
    readonly rows?: string;
}

const libraries = ["sklearn", "xgboost", "lightgbm"] as const;

const { json, help } = commonOptions;
const options = {
    json,
    help,
    to: { type: "string" },
    from: { type: "string" },
    "input-features": { type: "string" },
    input: { type: "string" },
    rows: { type: "string" },
    tolerance: { type: "string" },
    seconds: { type: "string" },
    "memory-gib": { type: "string" },
    yes: { type: "boolean", default: false },
    "without-sandbox": { type: "boolean", default: false },
} as const;

/** Throws `UsageError`. */
export function readSettings([file, ...rest]: readonly string[]): Settings {
    if (file === undefined || file.startsWith("-")) {
        throw new UsageError("convert needs a file before its options, as in model.joblib");
    }
    const said = readOptions(rest, options);
    const { from, input = "features", to = beside(file) } = said;
    if (from !== undefined && !(libraries as readonly string[]).includes(from)) {
        throw new UsageError(`--from ${from} is no library; allowed: ${libraries.join(", ")}`);
    }
    if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/.test(input)) {
        throw new UsageError(
            `--input ${input} is no name; allowed: up to 128 letters, digits, '_', '.' and '-', the first a letter or '_'`,
        );
    }
    if (!to.endsWith(".onnx")) throw new UsageError(`--to ${to} is no ONNX file; allowed: a name that ends with .onnx`);
    const features = numberOf("input-features", said["input-features"], 1, 1_000_000);
    return {
        file,
        to,
        json: said.json,
        agreed: said.yes,
        withoutSandbox: said["without-sandbox"],
        limits: {
            seconds: numberOf("seconds", said.seconds, 1, 86_400) ?? 600,
            memoryGiB: numberOf("memory-gib", said["memory-gib"], 1, 1_024) ?? 8,
        },
        input,
        tolerance: numberOf("tolerance", said.tolerance, 0, 1, false) ?? 1e-4,
        ...(from === undefined ? {} : { library: from }),
        ...(features === undefined ? {} : { features }),
        ...(said.rows === undefined ? {} : { rows: said.rows }),
    };
}

function beside(file: string): string {
    return path.join(path.dirname(file), `${path.basename(file, path.extname(file))}.onnx`);
}

function numberOf(
    name: string,
    text: string | undefined,
    least: number,
    most: number,
    whole = true,
): number | undefined {
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
        throw new UsageError(
            `--${name} ${text} is not allowed; allowed: a ${whole ? "whole " : ""}number from ${least} to ${most}`,
        );
    }
    return value;
}
