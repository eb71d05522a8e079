"use strict";

const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const digest = text => createHash("sha256").update(text).digest("hex").slice(0, 32);

/**
 * Has this process run TypeScript of this repository. What was compiled is written, a file for each source: a test run starts many processes, and
 * a compiler for each takes most of the time that they need to start.
 *
 * `name`: of the compiler. `settings`: all that compiled code follows from, apart from its source. `compile`: source and file to JavaScript with a
 * source map in it.
 */
exports.runTypeScript = (name, settings, compile) => {
    process.setSourceMapsEnabled(true);
    const directory = path.join(__dirname, "..", "node_modules", ".cache", `meridian-${name}`);
    mkdirSync(directory, { recursive: true });
    Module._extensions[".ts"] = (module, file) => {
        const source = readFileSync(file, "utf8");
        // At the end, so that lines are where the source map has them.
        const mark = `\n// ${digest(settings + source)}\n`;
        const target = path.join(directory, `${digest(file)}.js`);
        module._compile(readIf(target, mark) ?? written(target, compile(source, file) + mark), file);
    };
};

function readIf(target, mark) {
    try {
        const code = readFileSync(target, "utf8");
        return code.endsWith(mark) ? code : undefined;
    } catch (error) {
        if (error.code !== "ENOENT") throw error;
    }
}

/** Others may write the same file at the same time, or read it. */
function written(target, code) {
    const part = `${target}.${process.pid}`;
    writeFileSync(part, code);
    renameSync(part, target);
    return code;
}
