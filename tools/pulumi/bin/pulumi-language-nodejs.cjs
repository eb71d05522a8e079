#!/usr/bin/env node
// A language host: what the engine starts to run programs, policy packs and plugins written for Node.
// The official one is not published as a module that could be built, so an engine built from source comes without it.
// Serves the calls that an update needs; the engine treats an unimplemented call as a feature that this host lacks.
// @ts-check
"use strict";

const { spawn } = require("node:child_process");
const { createRequire } = require("node:module");
const path = require("node:path");

const { servePack } = require("./policy-pack.cjs");

/** The exit code by which a program says that it has already explained its failure to the user. */
const FAILURE_ALREADY_EXPLAINED = 32;
const lazySdk = path.join(__dirname, "lazy-sdk.cjs");
const LARGEST_MESSAGE_BYTES = 400 * 1024 * 1024;
const limits = { "grpc.max_receive_message_length": LARGEST_MESSAGE_BYTES };

// The engine starts its hosts in the program's directory, so this finds the SDK that the program itself uses.
const fromProgram = createRequire(path.join(process.cwd(), "package.json"));
const fromSdk = createRequire(fromProgram.resolve("@pulumi/pulumi/package.json"));
const grpc = fromSdk("@grpc/grpc-js");
const { Empty } = fromSdk("google-protobuf/google/protobuf/empty_pb.js");
const language = fromSdk("./proto/language_pb.js");
const analyzer = fromSdk("./proto/analyzer_pb.js");
const { PluginInfo } = fromSdk("./proto/plugin_pb.js");
const { LanguageRuntimeService } = fromSdk("./proto/language_grpc_pb.js");
const { version } = fromSdk("./package.json");

const engineAddress = process.argv.slice(2).find(argument => !argument.startsWith("-"));
/** @type {Set<import("node:child_process").ChildProcess>} */
const children = new Set();

/**
 * @param {string} entry a module below `@pulumi/pulumi/cmd`
 * @param {string[]} args
 * @param {{ directory: string, cwd: string, nodeArgs?: string[], env: NodeJS.ProcessEnv, piped: boolean }} how
 */
function start(entry, args, { directory, cwd, nodeArgs = [], env, piped }) {
    let script;
    try {
        script = createRequire(path.join(directory, "package.json")).resolve(`@pulumi/pulumi/cmd/${entry}`);
    } catch {
        script = fromSdk.resolve(`./cmd/${entry}`);
    }
    const output = piped ? "pipe" : "inherit";
    const child = spawn(process.execPath, [...nodeArgs, script, ...args], {
        cwd,
        env,
        stdio: ["ignore", output, output],
    });
    children.add(child);
    child.once("exit", () => children.delete(child));
    return child;
}

/** @param {NodeJS.Signals} signal */
function stopChildren(signal) {
    for (const child of children) child.kill(signal);
}

/** @param {any} request */
function runEnvironment(request) {
    const options = request.getInfo()?.getOptions()?.toJavaScript() ?? {};
    /** @type {NodeJS.ProcessEnv} */
    const env = {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toObject())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: String(options.typescript ?? true),
    };
    if (options.tsconfig) env.PULUMI_NODEJS_TSCONFIG_PATH = options.tsconfig;
    return {
        env,
        nodeArgs: [
            "--require",
            lazySdk,
            ...String(options.nodeargs ?? "")
                .split(/\s+/)
                .filter(Boolean),
        ],
    };
}

/** @param {any} call @param {(error: any, answer?: any) => void} callback */
function run(call, callback) {
    const request = call.request;
    const info = request.getInfo();
    const args = [
        ["--monitor", request.getMonitorAddress()],
        ["--engine", engineAddress],
        ["--organization", request.getOrganization()],
        ["--project", request.getProject()],
        ["--stack", request.getStack()],
        ["--root-directory", info?.getRootDirectory()],
        ["--pwd", request.getPwd()],
        ["--parallel", request.getParallel()],
    ].flatMap(([flag, value]) => (value ? [`${flag}`, `${value}`] : []));
    if (request.getDryrun()) args.push("--dry-run");
    args.push(request.getProgram() || ".", ...request.getArgsList());

    const directory = info?.getProgramDirectory() || request.getPwd();
    const child = start("run", args, { directory, cwd: request.getPwd(), piped: false, ...runEnvironment(request) });
    call.once("cancelled", () => child.kill());
    answerOnce(callback, answer => {
        child.once("error", error =>
            answer({ code: grpc.status.UNKNOWN, message: `starting the program: ${error.message}` }),
        );
        child.once("exit", (code, signal) => {
            const response = new language.RunResponse();
            if (code === FAILURE_ALREADY_EXPLAINED) response.setBail(true);
            else if (signal) response.setError(`the program was ended by ${signal}`);
            else if (code !== 0) response.setError(`the program exited with code ${code}`);
            answer(null, response);
        });
    });
}

/** @param {any} call */
function runPlugin(call) {
    const request = call.request;
    const directory = request.getInfo()?.getProgramDirectory() || request.getProgram() || request.getPwd();
    const [address = "", ...rest] = request.getArgsList();
    const env = Object.fromEntries(request.getEnvList().map((/** @type {string} */ pair) => pair.split(/=(.*)/s, 2)));
    const how = { directory, env: { ...process.env, ...env }, piped: true };
    /** @type {import("node:child_process").ChildProcess | undefined} */
    let running;
    call.once("cancelled", () => running?.kill());

    /** @param {(response: any) => void} fill */
    const write = fill => {
        const response = new language.RunPluginResponse();
        fill(response);
        call.write(response);
    };
    const say = (/** @type {Buffer} */ data) => write(response => response.setStdout(data));
    const fail = (/** @type {Error} */ error) => call.destroy(Object.assign(error, { code: grpc.status.UNKNOWN }));
    /** @param {import("node:child_process").ChildProcess} child */
    const tellOf = child => {
        running = child;
        child.stderr?.on("data", data => write(response => response.setStderr(data)));
        child.once("error", fail);
        // `close` and not `exit`: what the plugin printed last must come before its exit code.
        child.once("close", code => {
            write(response => response.setExitcode(code ?? 1));
            call.end();
        });
        return child;
    };
    if (request.getKind() !== "analyzer") {
        tellOf(start("run-plugin", [directory, address, ...rest], { ...how, cwd: request.getPwd() })).stdout?.on(
            "data",
            say,
        );
        return;
    }
    const server = servePack({
        ...{ analyzer, fail },
        start: stack =>
            tellOf(
                start("run-policy-pack", [address, ".", ...rest], {
                    ...how,
                    env: { ...how.env, ...stack },
                    cwd: directory,
                    nodeArgs: ["--require", lazySdk],
                }),
            ),
        // The engine takes a plugin's first line of output for its port; what the pack prints after its own comes from there.
        tell: say,
    });
    call.once("cancelled", () => server.close());
}

/**
 * A child that can't be started reports both an error and an end.
 * @param {(error: any, answer?: any) => void} callback
 * @param {(answer: (error: any, answer?: any) => void) => void} body
 */
function answerOnce(callback, body) {
    let answered = false;
    body((error, answer) => {
        if (answered) return;
        answered = true;
        callback(error, answer);
    });
}

/** @param {() => any} make @returns {(call: any, callback: (error: any, answer?: any) => void) => void} */
const respond = make => (_call, callback) => callback(null, make());

const served = {
    handshake: respond(() => new language.LanguageHandshakeResponse()),
    getPluginInfo: respond(() => new PluginInfo().setVersion(version)),
    // Each SDK names its own version when it registers a resource, so the engine need not know it up front.
    getRequiredPlugins: respond(() => new language.GetRequiredPluginsResponse()),
    getRequiredPackages: respond(() => new language.GetRequiredPackagesResponse()),
    run,
    runPlugin,
    cancel: respond(() => {
        stopChildren("SIGTERM");
        return new Empty();
    }),
};

const server = new grpc.Server(limits);
server.addService(LanguageRuntimeService, served);
server.bindAsync(
    "127.0.0.1:0",
    grpc.ServerCredentials.createInsecure(),
    (/** @type {any} */ error, /** @type {number} */ port) => {
        if (error) throw error;
        // The engine takes the first line of output for the port.
        process.stdout.write(`${port}\n`);
    },
);

/** @param {NodeJS.Signals} signal */
function leave(signal) {
    stopChildren(signal);
    process.exit(0);
}
// The engine holds the other end of standard input, so its end is the engine's, however it died.
process.stdin.resume().once("close", () => leave("SIGKILL"));
process.once("SIGINT", () => leave("SIGTERM"));
process.once("SIGTERM", () => leave("SIGTERM"));
