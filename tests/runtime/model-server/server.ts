import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as plainRequest, type Agent, type IncomingHttpHeaders } from "node:http";
import { request as tlsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Identity } from "../../support/certificates";
import { type Environment, fileOf, Program } from "../program";

/** One of the tiny models beside this file. */
export function modelFile(name: string): string {
    return join(__dirname, "models", `${name}.onnx`);
}

export function digestOf(path: string): string {
    return `sha256:${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
}

/** The configuration of a server for that model. `PORT` 0 lets the system choose, so that no two tests use the same. */
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

/** The program itself. */
export class ModelServer extends Program {
    constructor(environment: Environment) {
        super("model-server", environment);
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
}

/** The exit code of the health check, which ends by itself within seconds. */
export async function health(environment: Environment, ...args: readonly string[]): Promise<number> {
    const program = [fileOf("model-server", "health"), ...args];
    const check = spawn(process.execPath, program, { env: environment, stdio: "ignore" });
    const [code] = (await once(check, "exit")) as [number];
    return code;
}

const folders: string[] = [];

process.on("exit", () => {
    for (const path of folders) {
        rmSync(path, { recursive: true, force: true });
    }
});

/** A folder that is removed at the end of the process. */
export function folder(): string {
    const path = mkdtempSync(join(tmpdir(), "model-server-"));
    folders.push(path);
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

export async function ask(port: number, path: string, asked: Ask = {}): Promise<Reply> {
    const reply = await askText(port, path, asked);
    return { ...reply, json: reply.text === "" ? undefined : (JSON.parse(reply.text) as unknown) };
}

/** The same, of what need not be JSON. */
export function askText(
    port: number,
    path: string,
    { method, headers, body, identity, agent }: Ask = {},
): Promise<Omit<Reply, "json">> {
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
                fulfil({ status: response.statusCode ?? 0, headers: response.headers, text });
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
