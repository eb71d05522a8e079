import { realpathSync } from "node:fs";
import path from "node:path";

import { getConverter } from "../../tools/convert";
import { sandboxFault } from "../../tools/convert/sandbox";
import { progressOn } from "../../tools/progress";
import { agree } from "../convert/consent";
import { formOf } from "../convert/form";
import { readSettings } from "../convert/settings";
import { writeModel } from "../convert/output";
import { report, reportFailure } from "../convert/report";
import { convert } from "../convert/run";
import { exitCodes, ProjectError } from "../exit";
import { reasonOf } from "../files";
import { artifactOf } from "../convert/artifact";

export const usage = `usage: meridian convert <file> [--to <file.onnx>] [--from <library>] [--input-features <n>] [--yes] [--json]

Converts a model of scikit-learn, XGBoost or LightGBM to ONNX, compares its answers with the original's on 1,000 rows, and prints its
digest, its signature and the lines for a stack's config. The packages for the conversion are installed once to the cache (150 MB).
A pickle executes code when it is loaded: the code runs without network, environment and your files, and only if you agree.

      --to <file>            the ONNX file (default: beside the model, with the ending .onnx)
      --from <library>       sklearn, xgboost or lightgbm; refuses a model of another one (default: any)
      --input-features <n>   features of a row, where the model does not say
      --input <name>         the input's name (default: features)
      --rows <file>          compares on these rows (.csv or .npy) instead of 1,000 that are drawn
      --tolerance <t>        difference allowed, as a part of 1 + the size of the answer (default: 0.0001)
      --seconds <n>          limit of the conversion (default: 600)
      --memory-gib <n>       limit of its address space (default: 8)
      --yes                  agrees that code in a pickle runs
      --without-sandbox      runs that code with all rights of your user, where the machine has no sandbox
      --json                 the result as JSON on standard output
  -h, --help                 shows this

JSON: { converted: true, file, artifact, digest, bytes, unchanged, library, version, estimator, inputs, outputs, opsets, compared:
{ rows, difference, tolerance }, warnings } or { converted: false, faults: [{ code, path, problem, allowed, remedy }] }

exit codes: 0 converted; 1 this model can't be converted; 2 the command can't be run
`;

export async function run(argv: readonly string[]): Promise<number> {
    const { file, to, json, agreed, limits, withoutSandbox, rows, ...job } = readSettings(argv);
    const form = formOf(file);
    const open = withoutSandbox ? "it is not wanted" : await sandboxFault();
    if (open !== undefined && !withoutSandbox) {
        throw new ProjectError(
            `this machine has no sandbox: ${open}; convert on Linux with user namespaces and util-linux, or pass --without-sandbox if you ` +
                "trust the source of the file",
        );
    }
    await agree({ file, runsCode: form === "pickle", agreed, ...(open === undefined ? {} : { open }) });
    const progress = progressOn();
    const converter = await getConverter(progress).catch((error: unknown) => {
        throw new ProjectError(`the packages that convert models can't be installed: ${(error as Error).message}`);
    });
    const result = await progress.step(`converting ${path.basename(file)}`, () =>
        convert(
            converter,
            { ...job, path: realpathSync(file), form, ...(rows === undefined ? {} : { rows: existing(rows) }) },
            limits,
            open === undefined,
        ),
    );
    if ("failure" in result) {
        const faults = [{ path: file, ...result.failure, allowed: [] }];
        if (json) process.stdout.write(`${JSON.stringify({ converted: false, faults }, undefined, 2)}\n`);
        else reportFailure(file, result.failure);
        return exitCodes.faults;
    }
    const written = writeModel(path.resolve(to), result.model);
    const artifact = artifactOf(written.file);
    if (json) {
        const shown = { converted: true, ...written, artifact, ...result.converted };
        process.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
    } else report(result.converted, written, artifact);
    return exitCodes.ok;
}

/** Throws `ProjectError` for a file that there is not. */
function existing(file: string): string {
    try {
        return realpathSync(file);
    } catch (error) {
        throw new ProjectError(`${file} can't be read: ${reasonOf(error)}`);
    }
}
