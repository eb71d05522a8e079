// The SDK loads the TypeScript compiler and npm's dependency resolver as it starts: to turn functions into text, which
// programs without magic functions never do. Together they take a third of a second in each process; here they are
// loaded when something of them is first used.
// @ts-check
"use strict";

const Module = require("node:module");

const heavy = new Set(["typescript", "@npmcli/arborist"]);

/** @type {any} */
const loader = Module;
const load = loader._load;

loader._load = function (/** @type {string} */ request, /** @type {any} */ parent, /** @type {boolean} */ isMain) {
    if (!heavy.has(request) || !/[\\/]@pulumi[\\/]pulumi[\\/]/.test(parent?.filename ?? "")) {
        return load.call(this, request, parent, isMain);
    }
    // Fails now where it is missing: the SDK then takes a compiler of its own.
    loader._resolveFilename(request, parent, isMain);
    /** @type {any} */
    let loaded;
    const real = () => (loaded ??= load.call(this, request, parent, isMain));
    return new Proxy(
        {},
        {
            // Whoever imports all of a CommonJS module copies what it has, unless it says that it was compiled from ESM.
            get: (_, key) => (key === "__esModule" && loaded === undefined ? true : real()[key]),
            has: (_, key) => key in real(),
            ownKeys: () => Reflect.ownKeys(real()),
            getOwnPropertyDescriptor: (_, key) => {
                const descriptor = Object.getOwnPropertyDescriptor(real(), key);
                return descriptor && { ...descriptor, configurable: true };
            },
        },
    );
};
