import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { matching, type Variable } from "./variables";

/** The release's file on this machine: what `fetch` writes and a model server reads. */
export const MODEL_URI: Variable<string, "MODEL_URI"> = {
    name: "MODEL_URI",
    parse: toPath,
    allowed: "a path, or a file: URL without a host",
    remedy: "get the artifact onto this machine and name the file",
    // A URL of an object store may carry its signature.
    shown: text => text.replace(/[?#].*$/s, "?…").replace(/\/\/[^/]*@/, "//…@"),
};

export const MODEL_DIGEST: Variable<string, "MODEL_DIGEST"> = {
    name: "MODEL_DIGEST",
    parse: matching(/^sha256:[0-9a-f]{64}$/),
    allowed: "sha256: and 64 lower-case hexadecimal digits",
    remedy: "set it to the release's digest",
};

function toPath(text: string): string | undefined {
    if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) {
        return resolve(text);
    }
    try {
        return fileURLToPath(text);
    } catch {
        return undefined;
    }
}
