import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as plainRequest, type Agent, type IncomingHttpHeaders } from "node:http";
import { request as tlsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { until } from "../../../../../support/until";
import type { Identity } from "../../../../../support/certificates";

const PROGRAMS = resolve(__dirname, "../../../../../../dist/components/adapters/local/runtime/model-server");

/** One of the tiny models beside this file. */
export function modelFile(name: string): string {
    return join(__dirname, "models", `${name}.onnx`);
}

export function digestOf(path: string): string {
    return `sha256:${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
}

export type Environment = Readonly<Record<string, string>>;

/** What a server of that model is told; `PORT` 0 lets the system choose, so that no two tests ever want the same. */
export function environmentOf(model: string, more: Environment = {}): Environment {
    const path = modelFile(model);
    return {
        MODEL_NAME: model,
        MODEL_VERSION: "1.0.0",
        MODEL_URI: path,
        MODEL_DIGEST: digestOf(path),
        PORT: "0",
        ...more,
    };
}

export interface LogLine {
    readonly level: string;
    readonly event: string;
    readonly reason?: string;
    readonly faults?: readonly string[];
    readonly port?: number;
    readonly [field: string]: unknown;
}

/** The program itself, as supervisors and containers run it. */
export class ModelServer {
    readonly process: ChildProcess;
    readonly lines: LogLine[] = [];
    /** What was written that isn't a line of the log. */
    readonly noise: string[] = [];
    private readonly exited: Promise<number | string>;

    constructor(environment: Environment) {
        const { PATH = "", NODE_PATH = "" } = process.env;
        this.process = spawn(process.execPath, [join(PROGRAMS, "main.js")], {
            env: { PATH, NODE_PATH, ...environment },
        });
        running.add(this);
        this.exited = once(this.process, "exit").then(([code, signal]: (number | string | null)[]) => {
            running.delete(this);
            return code ?? signal ?? "unknown";
        });
        for (const stream of [this.process.stdout, this.process.stderr]) {
            createInterface({ input: stream! }).on("line", line => {
                try {
                    this.lines.push(JSON.parse(line) as LogLine);
                } catch {
                    this.noise.push(line);
                }
            });
        }
    }

    /** Up and listening; with a model that is wrong, that is as far as it gets. */
    static async listening(environment: Environment): Promise<ModelServer> {
        const server = new ModelServer(environment);
        await server.event("listening");
        return server;
    }

    static async ready(environment: Environment): Promise<ModelServer> {
        const server = await ModelServer.listening(environment);
        await server.event("ready");
        return server;
    }

    get port(): number {
        return this.lines.find(({ event }) => event === "listening")?.port ?? 0;
    }

    events(event: string): readonly LogLine[] {
        return this.lines.filter(line => line.event === event);
    }

    async event(event: string, count = 1): Promise<LogLine> {
        return until(`${event} in the log`, () => {
            if (this.process.exitCode !== null && this.events(event).length < count) {
                throw new Error(
                    `the server ended before ${event}: ${JSON.stringify(this.lines)} ${this.noise.join("\n")}`,
                );
            }
            return this.events(event)[count - 1];
        });
    }

    /** The exit code, or the signal. */
    exit(): Promise<number | string> {
        return this.exited;
    }

    async kill(): Promise<void> {
        this.process.kill("SIGKILL");
        await this.exited;
    }
}

const running = new Set<ModelServer>();

/** The exit code of the health check, which ends by itself within seconds. */
export async function health(environment: Environment): Promise<number> {
    const check = spawn(process.execPath, [join(PROGRAMS, "health.js")], { env: environment, stdio: "ignore" });
    const [code] = (await once(check, "exit")) as [number];
    return code;
}

/** For `afterEach` and `after`: whatever a test started ends, also when it failed. */
export async function endServers(): Promise<void> {
    await Promise.all([...running].map(server => server.kill()));
}

process.on("exit", () => {
    for (const server of running) {
        server.process.kill("SIGKILL");
    }
});

/** A folder that is removed at the end of the process. */
export function folder(): string {
    const path = mkdtempSync(join(tmpdir(), "model-server-"));
    process.on("exit", () => {
        rmSync(path, { recursive: true, force: true });
    });
    return path;
}

export interface Reply {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly text: string;
    readonly json: unknown;
}

export interface Ask {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Sent as it is, if text or bytes; else as JSON. */
    readonly body?: unknown;
    readonly identity?: Partial<Identity>;
    readonly agent?: Agent;
}

export function ask(port: number, path: string, { method, headers, body, identity, agent }: Ask = {}): Promise<Reply> {
    const bytes = body === undefined || typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const options = {
        host: "127.0.0.1",
        port,
        path,
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        agent: agent ?? false,
    };
    return new Promise((fulfil, reject) => {
        const request =
            identity === undefined ? plainRequest(options) : tlsRequest({ ...options, ...identity, agent: false });
        request.on("error", reject);
        request.on("response", response => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("error", reject);
            response.on("end", () => {
                const text = Buffer.concat(chunks).toString();
                const json: unknown = text === "" ? undefined : JSON.parse(text);
                fulfil({ status: response.statusCode ?? 0, headers: response.headers, text, json });
            });
        });
        request.end(bytes);
    });
}

export function errorOf(reply: Reply): string {
    const { error, ...rest } = reply.json as { error: unknown };
    if (typeof error !== "string" || Object.keys(rest).length > 0) {
        throw new Error(`not the protocol's error object: ${reply.text.slice(0, 200)}`);
    }
    return error;
}
