import { execFile, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

/** What a program prints, on both streams; undefined when it can't be run or fails. */
export function answerOf(
    program: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
    return new Promise(resolve => {
        execFile(program, args, { timeout: 30_000, env }, (error, stdout, stderr) => {
            resolve(error ? undefined : stdout + stderr);
        });
    });
}

export interface LoggedCommand {
    readonly program: string;
    readonly args: readonly string[];
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    /** Appended to. */
    readonly log: string;
}

/** Runs one step of a build, with all it prints in the log. */
export function runLogged({ program, args, cwd, env, log }: LoggedCommand): Promise<void> {
    const output = openSync(log, "a");
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", output, output] });
    closeSync(output);
    const stop = () => child.kill();
    process.once("exit", stop);
    return new Promise<void>((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code, signal) => {
            if (code === 0) resolve();
            else reject(new Error(`${[program, ...args].join(" ")} ended with ${signal ?? `exit code ${code}`}`));
        });
    }).finally(() => process.removeListener("exit", stop));
}
