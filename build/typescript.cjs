"use strict";

// For `node -r ./build/typescript.cjs`: runs the TypeScript of this repository as it is. Types are not checked; that is tsc's.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

process.setSourceMapsEnabled(true);

const digest = text => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** Of all that compiled code follows from, apart from its source. */
const compiler = digest(readFileSync(__filename) + require("esbuild/package.json").version);

/** What was compiled, a file for each source: a test run starts many processes, and a compiler for each takes most of the time that they need to start. */
const compiled = path.join(__dirname, "..", "node_modules", ".cache", "meridian-typescript");
mkdirSync(compiled, { recursive: true });

Module._extensions[".ts"] = (module, file) => {
    const source = readFileSync(file, "utf8");
    const heading = `// ${compiler} ${digest(source)}\n`;
    const target = path.join(compiled, `${digest(file)}.js`);
    module._compile(readIf(target, heading) ?? compile(source, file, heading, target), file);
};

function readIf(target, heading) {
    try {
        const code = readFileSync(target, "utf8");
        return code.startsWith(heading) ? code : undefined;
    } catch (error) {
        if (error.code !== "ENOENT") throw error;
    }
}

function compile(source, file, heading, target) {
    const { code } = require("esbuild").transformSync(source, {
        loader: "ts",
        format: "cjs",
        target: "node20",
        sourcemap: "inline",
        sourcefile: file,
        sourcesContent: false,
        banner: heading.trimEnd(),
    });
    // Others may compile the same file at the same time, or read it.
    const part = `${target}.${process.pid}`;
    writeFileSync(part, code);
    renameSync(part, target);
    return code;
}
