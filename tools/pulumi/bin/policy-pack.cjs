// Stands between the engine and a policy pack: the engine says which stack it is about in a call, and a pack reads that when it
// starts. So that call is waited for. Then the engine is asked to connect again, and what comes then is passed on unread: an engine
// asks a pack twice of each resource, one after the other, and whatever a call costs here an update waits for.
// @ts-check
"use strict";

const http2 = require("node:http2");
const net = require("node:net");
const { pipeline } = require("node:stream");

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR } = http2.constants;
const analyzerPath = "/pulumirpc.Analyzer/";
const configureStack = `${analyzerPath}ConfigureStack`;
/** What packs don't serve: the engine takes it for a feature that they lack (`@pulumi/policy`, server.js). */
const missing = new Set([`${analyzerPath}Handshake`, `${analyzerPath}Cancel`]);
/** Of gRPC (github.com/grpc/grpc/blob/master/doc/statuscodes.md). */
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;
/** A flag and a length come before each message (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
const PREFIX_BYTES = 5;

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

/** A message that came alone, as those do that are answered with one. @param {Buffer} body */
function messageIn(body) {
    if (body[0] !== 0) throw new Error("the engine's call is compressed, which this language host can't read");
    return body.subarray(PREFIX_BYTES);
}

/**
 * Answers a call with a failure, unless its answer has begun.
 * @param {http2.ServerHttp2Stream} stream @param {number} status @param {string} message
 */
function refuse(stream, status, message) {
    if (stream.destroyed) return;
    if (stream.headersSent) return stream.close(NGHTTP2_INTERNAL_ERROR);
    stream.respond(
        {
            ":status": 200,
            "content-type": "application/grpc",
            "grpc-status": String(status),
            "grpc-message": encodeURIComponent(message),
        },
        { endStream: true },
    );
}

/**
 * Hands a call to the pack, and its answer back: headers, message, trailers.
 * @param {http2.ClientHttp2Session} pack @param {http2.ServerHttp2Stream} stream
 * @param {http2.IncomingHttpHeaders} headers @param {Buffer} [body] What was read of it already: all.
 */
function passOn(pack, stream, headers, body) {
    const call = pack.request(headers);
    /** @type {http2.IncomingHttpHeaders | undefined} */
    let trailers;
    call.on("response", (answer, flags) => {
        const isWhole = (flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0;
        if (!stream.destroyed) stream.respond(answer, isWhole ? { endStream: true } : { waitForTrailers: true });
    });
    call.once("trailers", reported => (trailers = reported));
    stream.once("wantTrailers", () => stream.sendTrailers(trailers ?? {}));
    call.on("error", ({ message }) => refuse(stream, UNAVAILABLE, message));
    stream.on("error", () => call.close(NGHTTP2_CANCEL));
    stream.once("aborted", () => call.close(NGHTTP2_CANCEL));
    call.pipe(stream);
    if (body === undefined) stream.pipe(call);
    else call.end(body);
}

/** Bytes both ways, until either end closes. @param {net.Socket} engine @param {number} port */
function join(engine, port) {
    const pack = net.connect(port, "127.0.0.1");
    // Either end of a connection that breaks tells of it itself.
    const over = () => undefined;
    for (const socket of [engine, pack]) socket.setNoDelay(true);
    pipeline(engine, pack, over);
    pipeline(pack, engine, over);
}

/**
 * Serves a pack to the engine. The pack is started by the first call that needs it: without a stack if none was named (`pulumi policy
 * publish`).
 * @param {{     analyzer: any,     start: (stack: NodeJS.ProcessEnv) => import("node:child_process").ChildProcess,     tell: (output:
 * Buffer) => void, fail: (error: Error) => void, }} how What is started, and receives a first line with the port that the pack is served
 * at, and its output.
 */
function servePack({ analyzer, start, tell, fail }) {
    /** @type {number | undefined} */
    let port;
    /** @type {Promise<http2.ClientHttp2Session> | undefined} */
    let pack;
    const started = (/** @type {NodeJS.ProcessEnv} */ env = {}) => (pack ??= connectionTo(start(env)));

    /** To a pack, once that has said its port in its first line. @param {import("node:child_process").ChildProcess} child */
    function connectionTo(child) {
        return new Promise((resolve, reject) => {
            let said = Buffer.alloc(0);
            child.stdout?.on("data", (/** @type {Buffer} */ data) => {
                if (port !== undefined) return tell(data);
                said = Buffer.concat([said, data]);
                const end = said.indexOf("\n");
                if (end < 0) return;
                port = Number(said.subarray(0, end));
                const session = http2.connect(`http://127.0.0.1:${port}`);
                session.once("connect", () => resolve(session));
                // Calls under way receive it, each by itself.
                session.on("error", reject);
                if (end + 1 < said.length) tell(said.subarray(end + 1));
            });
            child.once("error", reject);
            child.once("exit", code => reject(new Error(`the policy pack has ended with code ${code}`)));
        });
    }

    const first = http2.createServer();
    first.on("stream", (stream, headers) => {
        const method = String(headers[":path"]);
        if (missing.has(method)) return refuse(stream, UNIMPLEMENTED, `packs have no ${method}`);
        const pass = (/** @type {Buffer | undefined} */ body) =>
            started().then(
                session => passOn(session, stream, headers, body),
                ({ message }) => refuse(stream, UNAVAILABLE, message),
            );
        if (method !== configureStack) return void pass(undefined);
        /** @type {Buffer[]} */
        const read = [];
        stream.on("data", data => read.push(data));
        stream.once("end", () => {
            const body = Buffer.concat(read);
            try {
                started(environmentOf(analyzer.AnalyzerStackConfigureRequest.deserializeBinary(messageIn(body))));
            } catch (error) {
                return refuse(stream, UNIMPLEMENTED, String(error));
            }
            void pass(body);
        });
        // The engine's client connects again by itself, to the pack.
        const { session } = stream;
        stream.once("close", () => session?.close());
    });

    /** @type {Set<net.Socket>} */
    const engines = new Set();
    const server = net.createServer(engine => {
        engines.add(engine);
        engine.once("close", () => engines.delete(engine));
        if (port === undefined) first.emit("connection", engine);
        else join(engine, port);
    });
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
        const { port } = /** @type {net.AddressInfo} */ (server.address());
        tell(Buffer.from(`${port}\n`));
    });
    return {
        close() {
            server.close();
            for (const engine of engines) engine.destroy();
        },
    };
}

module.exports = { servePack };
