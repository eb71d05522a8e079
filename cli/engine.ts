import { spawn, type StdioOptions } from "node:child_process";
import { delimiter } from "node:path";
import { createInterface } from "node:readline";
import { identify, type ProcessIdentity } from "../tools/process-identity";
import { stackFilePutBack } from "./salt";
import { prepareWorkspace, type Workspace } from "./workspace";

export interface RunOptions {
    /**
     * `inherit` shows the output as it comes; `stderr` does so too and keeps standard output free; `capture` returns it. A function receives
     * standard output line by line, while standard error is shown.
     */
    readonly output: "inherit" | "stderr" | "capture" | ((line: string) => void);
}

export interface RunResult {
    readonly exitCode: number;
    /** Standard output; empty unless captured. */
    readonly output: string;
    /** Standard error; empty unless captured. */
    readonly errors: string;
}

/** The Pulumi engine, bound to one project and to what it keeps under the project's `.meridian/`. */
export interface Engine {
    readonly workspace: Workspace;
    readonly run: (args: readonly string[], options: RunOptions) => Promise<RunResult>;
    /** Runs to success and returns standard output. */
    readonly ask: (args: readonly string[]) => Promise<string>;
    /** Passes a signal on to the engine, where one is running; none is started after that. */
    readonly signal: (signal: NodeJS.Signals) => void;
}

/**
 * The only place that starts the engine. `program` is its absolute path, `stack` the one whose file is protected; `variables` are added to
 * its environment.
 */
export function openEngine(
    project: string,
    stack: string,
    program: string,
    variables: Readonly<Record<string, string>> = {},
): Engine {
    const prepared = prepareWorkspace(project, stack, program);
    const workspace = { ...prepared, variables: { ...prepared.variables, ...variables } };
    const self = encodeURIComponent(JSON.stringify(identify(process.pid)));
    const running = new Set<ReturnType<typeof spawn>>();

    let interrupted = false;

    function run(args: readonly string[], { output }: RunOptions): Promise<RunResult> {
        if (interrupted) return Promise.reject(new Error("interrupted"));
        const streams: Record<Extract<RunOptions["output"], string>, StdioOptions> = {
            inherit: ["ignore", "inherit", "inherit"],
            stderr: ["ignore", 2, 2],
            capture: ["ignore", "pipe", "pipe"],
        };
        const child = spawn(workspace.command, [...args, "--non-interactive"], {
            cwd: workspace.project,
            env: { ...environmentOf(workspace), [STARTER]: self },
            stdio: typeof output === "function" ? ["ignore", "pipe", 2] : streams[output],
            // Out of the terminal's group: a ^C must reach the engine once, passed on by us. Twice means "give up at once".
            detached: true,
        });
        running.add(child);
        const text = { output: "", errors: "" };
        if (typeof output === "function") createInterface({ input: child.stdout! }).on("line", output);
        else child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text.output += chunk));
        child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (text.errors += chunk));
        return new Promise<RunResult>((resolve, reject) => {
            child.once("error", reject);
            child.once("close", code => {
                resolve({ exitCode: code ?? 1, ...text });
            });
        }).finally(async () => {
            running.delete(child);
            await stackFilePutBack(workspace, child.pid);
        });
    }

    return {
        workspace,
        run,
        async ask(args) {
            const { exitCode, output, errors } = await run(args, { output: "capture" });
            if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} failed: ${(errors || output).trim()}`);
            return output;
        },
        signal(signal) {
            interrupted = true;
            for (const child of running) child.kill(signal);
        },
    };
}

/** The variable that tells an engine's process apart from one that a user has started: it names the process that did. */
export const STARTER = "MERIDIAN_STARTED_BY";

export function readStarter(value: string | undefined): ProcessIdentity | undefined {
    return value === undefined ? undefined : (JSON.parse(decodeURIComponent(value)) as ProcessIdentity);
}

/** The environment of every run: this process's own, with the workspace's on top. */
export function environmentOf(workspace: Workspace, inherited: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
    const env = { ...inherited, ...workspace.variables };
    for (const name of workspace.withheld) Reflect.deleteProperty(env, name);
    const path = (inherited.PATH ?? "").split(delimiter).filter(entry => !workspace.path.includes(entry));
    env.PATH = [...workspace.path, ...path].join(delimiter);
    return env;
}
