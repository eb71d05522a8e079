// Stands between the engine and a policy pack: the engine says which stack it is about in a call, and a pack reads that when it
// starts. So that call is waited for, and all others are passed on as they come.
// @ts-check
"use strict";

/** What packs don't serve: the engine takes it for a feature that they lack (`@pulumi/policy`, server.js). */
const lacking = new Set(["handshake", "cancel"]);

const asItIs = (/** @type {Buffer} */ bytes) => bytes;

/**
 * What a pack reads of its stack, by the names that the SDK has for programs (`runtime/state.js`, `runtime/config.js`).
 * @param {any} stack
 * @returns {NodeJS.ProcessEnv}
 */
function environmentOf(stack) {
    return {
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(stack.getConfigMap().toObject())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(stack.getConfigSecretKeysList()),
        PULUMI_NODEJS_PROJECT: stack.getProject(),
        PULUMI_NODEJS_STACK: stack.getStack(),
        PULUMI_NODEJS_ORGANIZATION: stack.getOrganization(),
        PULUMI_NODEJS_DRY_RUN: String(stack.getDryRun()),
    };
}

/**
 * Serves a pack to the engine. The pack is started by the first call that needs it: without a stack where nobody has told of one
 * (`pulumi policy publish`).
 * @param {{
 *     grpc: any, analyzer: any, service: Record<string, { path: string }>, limits: object,
 *     start: (stack: NodeJS.ProcessEnv) => import("node:child_process").ChildProcess,
 *     tell: (output: Buffer) => void, fail: (error: Error) => void,
 * }} how What is started, and told of: a first line with the port that the pack is served at, and what it prints.
 */
function servePack({ grpc, analyzer, service, limits, start, tell, fail }) {
    /** @type {Promise<any> | undefined} */
    let pack;
    const started = (/** @type {NodeJS.ProcessEnv} */ env = {}) => (pack ??= clientOf(start(env)));

    /** A client of a pack, once that has said its port in its first line. @param {import("node:child_process").ChildProcess} child */
    function clientOf(child) {
        return new Promise((resolve, reject) => {
            let said = Buffer.alloc(0);
            let isServed = false;
            child.stdout?.on("data", (/** @type {Buffer} */ data) => {
                if (isServed) return tell(data);
                said = Buffer.concat([said, data]);
                const end = said.indexOf("\n");
                if (end < 0) return;
                isServed = true;
                const port = said.subarray(0, end).toString().trim();
                resolve(new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), limits));
                if (end + 1 < said.length) tell(said.subarray(end + 1));
            });
            child.once("error", reject);
            child.once("exit", code => reject(new Error(`the policy pack has ended with code ${code}`)));
        });
    }

    /** @param {{ path: string }} method @returns {(call: any, callback: (error: any, answer?: any) => void) => void} */
    const passedOn =
        ({ path }) =>
        (call, callback) => {
            const pass = (/** @type {any} */ client) =>
                client.makeUnaryRequest(path, asItIs, asItIs, call.request, callback);
            const refuse = (/** @type {Error} */ { message }) => callback({ code: grpc.status.UNAVAILABLE, message });
            started().then(pass, refuse);
        };

    const methods = Object.entries(service).filter(([name]) => !lacking.has(name));
    const bytes = methods.map(([name, method]) => [
        name,
        {
            ...method,
            requestSerialize: asItIs,
            requestDeserialize: asItIs,
            responseSerialize: asItIs,
            responseDeserialize: asItIs,
        },
    ]);
    const served = methods.map(([name, method]) => [name, passedOn(method)]);
    const server = new grpc.Server(limits);
    server.addService(Object.fromEntries(bytes), {
        ...Object.fromEntries(served),
        configureStack: (/** @type {any} */ call, /** @type {any} */ callback) => {
            started(environmentOf(analyzer.AnalyzerStackConfigureRequest.deserializeBinary(call.request)));
            passedOn(service.configureStack)(call, callback);
        },
    });
    server.bindAsync(
        "127.0.0.1:0",
        grpc.ServerCredentials.createInsecure(),
        (/** @type {any} */ error, /** @type {number} */ port) =>
            error ? fail(error) : tell(Buffer.from(`${port}\n`)),
    );
    return server;
}

module.exports = { servePack };
