"use strict";

// For `node -r ./build/typescript.cjs`: runs the TypeScript of this repository as it is. Types are not checked; that is tsc's.
const { version } = require("esbuild/package.json");
const { runTypeScript } = require("./compiled.cjs");

const settings = { loader: "ts", format: "cjs", target: "node20", sourcemap: "inline", sourcesContent: false };

runTypeScript("esbuild", JSON.stringify([version, settings]), (source, sourcefile) => {
    const { transformSync } = require("esbuild");
    return transformSync(source, { ...settings, sourcefile }).code;
});
