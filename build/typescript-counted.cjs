"use strict";

// The same, compiled by TypeScript, where lines and branches that were reached are counted: what esbuild adds for each export would count as a function
// that no test has reached.
const { version } = require("typescript/package.json");
const { runTypeScript } = require("./compiled.cjs");

const compilerOptions = {
    target: "es2022",
    module: "commonjs",
    esModuleInterop: true,
    inlineSourceMap: true,
    inlineSources: true,
};

runTypeScript("typescript", JSON.stringify([version, compilerOptions]), (source, fileName) => {
    const { transpileModule } = require("typescript");
    return transpileModule(source, { fileName, compilerOptions }).outputText;
});
