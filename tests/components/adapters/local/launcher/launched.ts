import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import { ownNetwork } from "../../../../../components/adapters/local/launcher/arguments";
import { type Launch, socketsIn } from "../../../../../components/adapters/local/launcher/launch";
import { sha256 } from "../../../../../runtime/files";
import { inOwnNetwork } from "../../../../../tools/own-network";
import { packageRoot } from "../../../../../tools/package-root";
import { until } from "../../../../support/until";

export interface Answered {
    readonly status: number;
    readonly body: string;
}

/** A launcher that runs as the supervisor starts it, with a server of Python. */
export class Launched {
    readonly directory = mkdtempSync(path.join(tmpdir(), "launch-"));
    private process: ChildProcess | undefined;
    private output = "";

    /** `launch` in place of what is right. */
    start(launch: Partial<Launch> = {}, secrets?: Readonly<Record<string, string>>): void {
        const model = "the first release";
        this.write("model.bin", model);
        if (secrets !== undefined) this.write("secrets.json", JSON.stringify(secrets));
        const whole: Launch = {
            model: "sums",
            version: "1.0.0",
            digest: sha256(model),
            file: "model.bin",
            command: ["python3", path.join(packageRoot(), "tests", "support", "servers", "plain.py")],
            place: ".",
            protocol: "oip-http",
            env: {},
            ...(secrets !== undefined && { secrets: "secrets.json" }),
            ...launch,
        };
        this.write("launch.json", JSON.stringify(whole));
        const main = path.join(packageRoot(), "dist", "components", "adapters", "local", "launcher", "main.js");
        const [program = "", ...args] = [
            ...(whole.port === undefined ? [] : inOwnNetwork),
            ...[process.execPath, main],
            ...(whole.port === undefined ? [] : [ownNetwork]),
        ];
        this.process = spawn(program, args, {
            cwd: this.directory,
            env: { PATH: process.env.PATH, LAUNCH: "launch.json", NOT_FOR_SERVERS: "1" },
            stdio: ["ignore", "pipe", "pipe"],
        });
        this.process.stdout!.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
        this.process.stderr!.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    }

    write(file: string, content: string | Buffer): void {
        writeFileSync(path.join(this.directory, file), content, { mode: 0o600 });
    }

    get pid(): number {
        return this.process!.pid!;
    }

    get log(): string {
        return this.output;
    }

    /** The last event of that name in the log. */
    event(name: string): Readonly<Record<string, unknown>> | undefined {
        const lines = this.output
            .split("\n")
            .filter(line => line.startsWith("{") && line.includes(`"event":"${name}"`));
        return lines.length === 0 ? undefined : (JSON.parse(lines.at(-1)!) as Record<string, unknown>);
    }

    untilReady(): Promise<unknown> {
        return until("the server is ready", async () => (await this.health()).status === 200);
    }

    /** Why it is not ready. */
    async reason(): Promise<string | undefined> {
        const { status, body } = await this.health();
        return status === 503 || status === 500 ? (JSON.parse(body) as { error: string }).error : undefined;
    }

    /** What the launcher tells; status 0 where it does not. */
    health(at = "/v2/health/ready"): Promise<Answered> {
        return ask(path.join(this.directory, socketsIn(".").launcher), { path: at }).catch(() => ({
            status: 0,
            body: "",
        }));
    }

    /** A request to the server, through the one socket that leads to it. */
    server(at: string, body?: string, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
        return ask(path.join(this.directory, socketsIn(".").server), { path: at, body, headers });
    }

    signal(signal: NodeJS.Signals): void {
        this.process!.kill(signal);
    }

    /** The code or signal that it ended with. */
    async ended(): Promise<number | string> {
        const { exitCode, signalCode } = this.process!;
        if (exitCode !== null || signalCode !== null) return exitCode ?? signalCode!;
        const [code, signal] = (await once(this.process!, "close")) as [number | null, string | null];
        return code ?? signal!;
    }

    async dispose(): Promise<void> {
        if (this.process !== undefined) {
            this.process.kill("SIGKILL");
            await this.ended();
        }
        rmSync(this.directory, { recursive: true, force: true });
    }
}

interface Asked {
    readonly path: string;
    readonly body?: string | undefined;
    readonly headers?: Readonly<Record<string, string>>;
}

function ask(socketPath: string, { path, body, headers = {} }: Asked): Promise<Answered> {
    return new Promise((resolve, reject) => {
        const method = body === undefined ? "GET" : "POST";
        const sent = request({ socketPath, path, method, headers, agent: false }, answer => {
            const chunks: Buffer[] = [];
            answer.on("data", (chunk: Buffer) => chunks.push(chunk));
            answer.on("error", reject);
            answer.on("end", () => {
                resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
            });
        });
        sent.on("error", reject);
        sent.end(body);
    });
}
