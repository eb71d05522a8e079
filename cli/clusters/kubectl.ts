import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { createInterface } from "node:readline";

import { ProjectError } from "../exit";
import type { ClusterPlace } from "./place";

const TIMEOUT_MS = 30_000;
const MOST_CHARACTERS = 32 * 1024 * 1024;

/** What of a failed call of `kubectl` says why. */
export type Failure = Partial<Pick<NodeJS.ErrnoException, "code" | "message">> & { readonly stderr?: string };

/** What is wanted of a cluster, for messages: "the hub of cell eu", and the rights that it needs, "pods/exec". */
export interface Wanted {
    readonly what: string;
    readonly rights: string;
    /** How another context is named. Default: by --context. */
    readonly contexts?: string;
}

/** `kubectl` in a namespace of a cluster, by the rights of the user that runs it. */
export class Kubectl {
    constructor(
        private readonly place: ClusterPlace,
        private readonly wanted: Wanted,
        private readonly program = "kubectl",
    ) {}

    /** The standard output of a command. Throws a `ProjectError`. */
    ask(...command: readonly string[]): Promise<string> {
        return this.askFor(TIMEOUT_MS, ...command);
    }

    /**
     * The same of a command that may take so long. It is not of this process's group: a ^C, after which this process may have something to put
     * right, does not reach it.
     */
    askFor(patienceMs: number, ...command: readonly string[]): Promise<string> {
        const child = spawn(this.program, this.args(command), {
            stdio: ["ignore", "pipe", "pipe"],
            detached: true,
        });
        let [stdout, stderr] = ["", ""];
        let isLate = false;
        const patience = setTimeout(() => {
            isLate = true;
            child.kill("SIGKILL");
        }, patienceMs);
        return new Promise<string>((resolve, reject) => {
            child.stdout.setEncoding("utf8").on("data", (text: string) => {
                stdout += text;
                if (stdout.length <= MOST_CHARACTERS) return;
                child.kill("SIGKILL");
                reject(this.failed({ message: `it answers with more than ${MOST_CHARACTERS / 1024 / 1024} MiB` }));
            });
            child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = `${stderr}${text}`.slice(-4096)));
            child.once("error", error => {
                reject(this.failed(error));
            });
            child.once("close", (code, signal) => {
                const late = `kubectl did not end within ${patienceMs / 1000} s`;
                const why = isLate ? late : `kubectl ended with ${code ?? signal}`;
                if (code === 0) resolve(stdout);
                else reject(this.failed({ stderr, message: why }));
            });
        }).finally(() => {
            clearTimeout(patience);
        });
    }

    /**
     * Each line of a command's standard output, as long as something comes within some time, by default 30 s. Throws a `ProjectError`, also where
     * `kubectl` was ended.
     */
    async lines(command: readonly string[], take: (line: string) => void, silentMs = TIMEOUT_MS): Promise<void> {
        const child = this.start(...command);
        let stderr = "";
        child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = `${stderr}${text}`.slice(-4096)));
        const patience = new AbortController();
        const silence = setTimeout(() => {
            patience.abort();
            child.kill("SIGKILL");
        }, silentMs);
        const ended = new Promise<number | string | null>((resolve, reject) => {
            child.once("error", error => {
                reject(this.failed(error));
            });
            child.once("close", (code, signal) => {
                resolve(code ?? signal);
            });
        });
        const reading = (async () => {
            for await (const line of createInterface(child.stdout)) {
                silence.refresh();
                take(line);
            }
        })();
        const [end] = await Promise.all([ended, reading]).finally(() => {
            clearTimeout(silence);
        });
        if (patience.signal.aborted) throw this.failed({ message: `nothing came from it for ${silentMs / 1000} s` });
        if (end !== 0) throw this.failed({ stderr, message: `kubectl ended with ${end}` });
    }

    /** A command that is read while it runs. */
    start(...command: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
        return spawn(this.program, this.args(command), { stdio: ["ignore", "pipe", "pipe"] });
    }

    failed({ code, message = "", stderr = "" }: Failure): ProjectError {
        const { context, namespace } = this.place;
        const { contexts = "--context names another context", rights, what } = this.wanted;
        if (code === "ENOENT") {
            return new ProjectError(
                `${what} is in a cluster, and there is no program kubectl on the PATH; install it: kubernetes.io/docs/tasks/tools`,
            );
        }
        const why = stderr.trim() || message;
        return new ProjectError(
            `${what} can't be reached (context ${context}, namespace ${namespace}): ${why}; is the stack up, and may you use ` +
                `${rights} there? ${contexts}`,
        );
    }

    private args(command: readonly string[]): string[] {
        const { context, namespace } = this.place;
        return ["--context", context, "--namespace", namespace, ...command];
    }
}
