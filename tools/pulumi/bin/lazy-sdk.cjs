// What the SDK does early, or often, and programs of a stack seldom need:
// - It loads the TypeScript compiler and npm's dependency resolver as it starts, to turn functions into text, which programs without
//   magic functions never do, and what only programs of its Automation API, or traced ones, use. Together they take half a second in each
//   process; here they are loaded when something of them is first used.
// - It attaches a debugger before it runs a program, to find the sources of magic functions. Here that waits for the first of them.
// - It writes down a stack trace for each promise, several for each resource, through source maps: a sixth of the time of a program with
//   200 resources. Only PULUMI_DEBUG_PROMISE_LEAKS has them printed.
// - It records the stack of each resource, mapped through source maps, which its own files have and most compiled programs don't: a
//   twentieth of the time of a program. Here only the stacks of programs with source maps are mapped.
// @ts-check
"use strict";

const Module = require("node:module");

const printsTraces = Boolean(process.env.PULUMI_DEBUG_PROMISE_LEAKS);
const ofSdk = /[\\/]@pulumi[\\/]pulumi[\\/]/;
const heavy = new Set([
    "typescript",
    "@npmcli/arborist",
    "normalize-package-data",
    "./automation",
    "@opentelemetry/exporter-zipkin",
    "@opentelemetry/instrumentation",
    "@opentelemetry/instrumentation-grpc",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace-base",
    "@opentelemetry/sdk-trace-node",
]);

/** @type {any} */
const loader = Module;
const load = loader._load;
const wrapped = new WeakSet();

loader._load = function (/** @type {string} */ request, /** @type {any} */ parent, /** @type {boolean} */ isMain) {
    if (!ofSdk.test(parent?.filename ?? "")) return load.call(this, request, parent, isMain);
    if (!printsTraces && /[\\/]debuggable$/.test(request))
        return withoutTraces(load.call(this, request, parent, isMain));
    if (request === "source-map-support/register") return mappingFew(load.call(this, request, parent, isMain), parent);
    if (/[\\/]v8Hooks$/.test(request)) return attachedLate(load.call(this, request, parent, isMain));
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

/** The module that has a debugger attached, which it is when the first function is turned into text. */
function attachedLate(/** @type {any} */ module) {
    if (!wrapped.has(module)) {
        wrapped.add(module);
        const attach = module.getSessionAsync;
        /** @type {Promise<import("node:inspector").Session> | undefined} */
        let attached;
        module.isInitializedAsync = async () => {};
        module.getSessionAsync = () => (attached ??= attach().then(withScriptsSoFar));
    }
    return module;
}

/** The SDK listens for scripts from its first enabling on: by a second one it hears of those that were loaded before. */
async function withScriptsSoFar(/** @type {import("node:inspector").Session} */ session) {
    for (const method of ["Debugger.disable", "Debugger.enable"]) {
        await new Promise((/** @type {(done: void) => void} */ resolve, reject) => {
            session.post(method, error => (error ? reject(error) : resolve()));
        });
    }
    return session;
}

/** The module that maps stacks, which from now on maps those alone in which a file of a program has a source map. */
function mappingFew(/** @type {any} */ module, /** @type {any} */ parent) {
    if (wrapped.has(module)) return module;
    wrapped.add(module);
    const map = Error.prepareStackTrace;
    if (map === undefined) return module;
    const { retrieveSourceMap } = load.call(Module, "source-map-support", parent, false);
    /** @type {Map<string, boolean>} */
    const mapped = new Map();
    const isMapped = (/** @type {NodeJS.CallSite} */ frame) => {
        const file = frame.getFileName();
        if (!file || file.startsWith("node:")) return false;
        const known = mapped.get(file) ?? (!ofSdk.test(file) && retrieveSourceMap(file) !== null);
        mapped.set(file, known);
        return known;
    };
    Error.prepareStackTrace = (error, frames) =>
        frames.some(isMapped)
            ? map(error, frames)
            : [`${error.name || "Error"}: ${error.message}`, ...frames].join("\n    at ");
    return module;
}
