// What the SDK does early, or often, and programs of a stack seldom need:
// - It loads the TypeScript compiler and npm's dependency resolver as it starts, to turn functions into text, which programs without
//   magic functions never do. Together they take a third of a second in each process; here they are loaded when something of them is
//   first used.
// - It writes down a stack trace for each promise, several for each resource, through source maps: a sixth of the time of a program with
//   200 resources. Only PULUMI_DEBUG_PROMISE_LEAKS has them printed.
// @ts-check
"use strict";

const Module = require("node:module");

const printsTraces = Boolean(process.env.PULUMI_DEBUG_PROMISE_LEAKS);
const ofSdk = /[\\/]@pulumi[\\/]pulumi[\\/]/;
const heavy = new Set(["typescript", "@npmcli/arborist"]);

/** @type {any} */
const loader = Module;
const load = loader._load;
const wrapped = new WeakSet();

loader._load = function (/** @type {string} */ request, /** @type {any} */ parent, /** @type {boolean} */ isMain) {
    if (!ofSdk.test(parent?.filename ?? "")) return load.call(this, request, parent, isMain);
    if (!printsTraces && /[\\/]debuggable$/.test(request))
        return withoutTraces(load.call(this, request, parent, isMain));
    if (!heavy.has(request)) return load.call(this, request, parent, isMain);
    // Fails now where it is missing: the SDK then takes a compiler of its own.
    loader._resolveFilename(request, parent, isMain);
    /** @type {any} */
    let loaded;
    const real = () => (loaded ??= load.call(this, request, parent, isMain));
    return new Proxy(
        {},
        {
            // An import of all of a CommonJS module copies its properties, unless it states that it was compiled from ESM.
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

/** The module that marks promises, with empty traces. */
function withoutTraces(/** @type {any} */ module) {
    if (!wrapped.has(module)) {
        wrapped.add(module);
        const mark = module.debuggablePromise;
        module.debuggablePromise = (/** @type {unknown[]} */ ...args) => {
            const limit = Error.stackTraceLimit;
            Error.stackTraceLimit = 0;
            try {
                return mark(...args);
            } finally {
                Error.stackTraceLimit = limit;
            }
        };
    }
    return module;
}
