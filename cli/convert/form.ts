import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";

import { ProjectError } from "../exit";
import { reasonOf, shown } from "../files";

/** How a file has its model. */
export type Form = "pickle" | "xgboost" | "lightgbm";

/** What a file is by its first bytes, in the order in which they are looked at. */
const known: readonly {
    readonly begins: RegExp;
    readonly form: Form | { readonly is: string; readonly remedy: string };
}[] = [
    { begins: /^\x80[\x02-\x05]/, form: "pickle" },
    // Compressed by joblib: gzip, zlib, bzip2, xz, lzma.
    { begins: /^(\x1f\x8b|\x78[\x01\x5e\x9c\xda]|BZh|\xfd7zXZ|\x5d\x00\x00)/, form: "pickle" },
    { begins: /^tree\r?\n/, form: "lightgbm" },
    { begins: /^\s*\{\s*"/, form: "xgboost" },
    { begins: /^\{[LliUIi$#]/, form: "xgboost" },
    {
        begins: /^.{4}TFL3/s,
        form: { is: "a TensorFlow Lite model", remedy: "serve it as it is: docs/guides/tflite.md" },
    },
    {
        begins: /^(\x08[\x03-\x0f]\x12|\x08[\x03-\x0f]:)/,
        form: { is: "an ONNX model", remedy: "serve it as it is: name it as the release's artifact" },
    },
    {
        begins: /^PK\x03\x04/,
        form: {
            is: "a ZIP archive, as PyTorch, Keras and skops write them",
            remedy: "export it with torch.onnx.export or tf2onnx, or save the estimator with joblib.dump",
        },
    },
    { begins: /^\x89HDF/, form: { is: "an HDF5 file, as Keras writes them", remedy: "export it with tf2onnx" } },
    {
        begins: /^binf/,
        form: { is: "XGBoost's old binary format", remedy: "save it as .json or .ubj with Booster.save_model" },
    },
];

/** Old pickles, of protocols 0 and 1, have no mark of their own. */
const oldPickle = /\.(pkl|pickle|joblib)$/i;

/** How the file has its model. Throws `ProjectError` where it has none that can be converted. */
export function formOf(file: string): Form {
    const begin = beginningOf(file);
    const form = known.find(({ begins }) => begins.test(begin))?.form ?? (oldPickle.test(file) ? "pickle" : undefined);
    if (typeof form === "string" && begin !== "") return form;
    const what = begin === "" ? "is empty" : typeof form === "object" ? `is ${form.is}` : "is of no known format";
    const remedy = typeof form === "object" ? form.remedy : "save the model in one of these formats";
    throw new ProjectError(
        `${shown(file)} ${what}; allowed: a pickle of scikit-learn, XGBoost or LightGBM (pickle, joblib), an XGBoost model (.json, .ubj), ` +
            `a LightGBM model (.txt); ${remedy}`,
    );
}

function beginningOf(file: string): string {
    try {
        const opened = openSync(path.resolve(file), "r");
        try {
            const bytes = Buffer.alloc(64);
            return bytes.toString("latin1", 0, readSync(opened, bytes));
        } finally {
            closeSync(opened);
        }
    } catch (error) {
        throw new ProjectError(`${shown(file)} can't be read: ${reasonOf(error)}`);
    }
}
