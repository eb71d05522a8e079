import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { promisify } from "node:util";

import { ProjectError } from "../exit";
import type { ClusterPlace } from "./place";

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 32 * 1024 * 1024;

/** What of a failed call of `kubectl` says why. */
export type Failure = Partial<Pick<NodeJS.ErrnoException, "code" | "message">> & { readonly stderr?: string };

/** What is wanted of a cluster, for messages: "the hub of cell eu", and the rights that it needs, "pods/exec". */
export interface Wanted {
    readonly what: string;
    readonly rights: string;
}

/** `kubectl` in a namespace of a cluster, by the rights of the user that runs it. */
export class Kubectl {
    constructor(
        private readonly place: ClusterPlace,
        private readonly wanted: Wanted,
        private readonly program = "kubectl",
    ) {}

    /** The standard output of a command. Throws a `ProjectError`. */
    async ask(...command: readonly string[]): Promise<string> {
        try {
            const options = { timeout: TIMEOUT_MS, maxBuffer: MOST_BYTES };
            return (await promisify(execFile)(this.program, this.args(command), options)).stdout;
        } catch (error) {
            throw this.failed(error as Failure);
        }
    }

    /** A command that is read while it runs. */
    start(...command: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
        return spawn(this.program, this.args(command), { stdio: ["ignore", "pipe", "pipe"] });
    }

    failed({ code, message = "", stderr = "" }: Failure): ProjectError {
        const { context, namespace } = this.place;
        const { rights, what } = this.wanted;
        if (code === "ENOENT") {
            return new ProjectError(
                `${what} is in a cluster, and there is no program kubectl on the PATH; install it: kubernetes.io/docs/tasks/tools`,
            );
        }
        const why = stderr.trim() || message;
        return new ProjectError(
            `${what} can't be reached (context ${context}, namespace ${namespace}): ${why}; is the stack up, and may you use ` +
                `${rights} there? --context names another context`,
        );
    }

    private args(command: readonly string[]): string[] {
        const { context, namespace } = this.place;
        return ["--context", context, "--namespace", namespace, ...command];
    }
}
