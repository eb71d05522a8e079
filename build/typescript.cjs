"use strict";

// For `node -r ./build/typescript.cjs`: runs the TypeScript of this repository as it is. Types are not checked; that is tsc's.
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { transformSync } = require("esbuild");

process.setSourceMapsEnabled(true);

Module._extensions[".ts"] = (module, file) => {
    const { code } = transformSync(readFileSync(file, "utf8"), {
        loader: "ts",
        format: "cjs",
        target: "node20",
        sourcemap: "inline",
        sourcefile: file,
        sourcesContent: false,
    });
    module._compile(code, file);
};
