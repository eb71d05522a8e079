import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";

import type { Converter } from "../../tools/convert";
import { confined, type Limits } from "../../tools/convert/sandbox";
import { type Failure, readResult, type Result } from "./result";

/** What is to be converted, in the words of `converter/main.py`. */
export interface Job {
    readonly path: string;
    readonly form: string;
    readonly input: string;
    readonly tolerance: number;
    readonly library?: string;
    readonly features?: number;
    /** A file of rows to compare on. */
    readonly rows?: string;
}

/** More than an ONNX file can have, which is 2 GiB. */
const mostBytes = 2 ** 31 + 2 ** 20;

/** Converts in a process of its own, which ends with this one. */
export async function convert(converter: Converter, job: Job, limits: Limits, sandbox: boolean): Promise<Result> {
    const command = [converter.python, ...converter.args, JSON.stringify(job)];
    const reads = [...converter.reads, job.path, ...(job.rows === undefined ? [] : [job.rows])];
    const { program, args, env, remove } = confined({ command, reads, limits, sandbox });
    const child = spawn(program, args, { env, cwd: "/", detached: true, stdio: ["ignore", "pipe", "pipe", "pipe"] });
    // A group of its own: what the model's code starts ends with it.
    const end = () => {
        try {
            process.kill(-child.pid!, "SIGKILL");
        } catch {
            // It has ended.
        }
    };
    const interrupted = () => {
        end();
        remove();
        process.exit(130);
    };
    process.once("exit", end).once("SIGINT", interrupted).once("SIGTERM", interrupted);
    const ended = { late: false };
    const deadline = setTimeout(() => {
        ended.late = true;
        end();
    }, limits.seconds * 1000);
    const said = [child.stdout!, child.stderr!].map(lastOf);
    try {
        const [written, code] = await Promise.all([bytesOf(child.stdio[3] as Readable, end), exitOf(child)]);
        const result = written && readResult(written);
        const late = ended.late || code === "SIGXCPU" || code === 128 + constants.signals.SIGXCPU;
        return result ?? { failure: failureOf({ late, code, limits, said: said.map(last => last()) }) };
    } finally {
        clearTimeout(deadline);
        process.off("exit", end).off("SIGINT", interrupted).off("SIGTERM", interrupted);
        end();
        remove();
    }
}

function exitOf(child: ReturnType<typeof spawn>): Promise<number | string> {
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code, signal) => {
            resolve(code ?? signal ?? "unknown");
        });
    });
}

/** All of a stream, or undefined where it is too much. */
async function bytesOf(stream: Readable, end: () => void): Promise<Buffer | undefined> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > mostBytes) {
            end();
            return undefined;
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}

/** The last line that is written to a stream. */
function lastOf(stream: Readable): () => string {
    let text = "";
    stream.setEncoding("utf8").on("data", (more: string) => (text = (text + more).slice(-4_000)));
    return () => text.trim().split("\n").at(-1) ?? "";
}

interface Ended {
    readonly late: boolean;
    readonly code: number | string;
    readonly limits: Limits;
    readonly said: readonly string[];
}

function failureOf({ late, code, limits, said }: Ended): Failure {
    if (late) {
        return {
            code: "convert/time",
            problem: `the conversion takes longer than ${limits.seconds} seconds`,
            remedy: "raise --seconds",
        };
    }
    const last = said.find(line => line !== "");
    const how = typeof code === "number" ? `exit code ${code}` : code;
    return {
        code: "convert/ended",
        problem: `the converter ended with ${how} without a result${last === undefined ? "" : `; its last line: ${last.replace(/\p{Cc}/gu, " ").slice(0, 600)}`}`,
        remedy: "raise --memory-gib if it had too little memory; else check that the file is complete",
    };
}
