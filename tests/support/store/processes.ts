import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";

import { standStill } from "../stand-still";

export interface Started {
    readonly program: string;
    readonly args: readonly string[];
    /** The file that what it says is added to. */
    readonly log: string;
    readonly env?: NodeJS.ProcessEnv;
}

/** Processes by what a test calls them. They end with the test's own, also where that is interrupted. */
export class Processes {
    private readonly running = new Map<string, ChildProcess>();
    private readonly atExit = () => {
        for (const child of this.running.values()) child.kill("SIGKILL");
    };

    constructor() {
        process.once("exit", this.atExit);
    }

    /** Starts one; it is left to come up. */
    start(what: string, { program, args, log, env = {} }: Started): void {
        mkdirSync(path.dirname(log), { recursive: true });
        const output = openSync(log, "a");
        const child = spawn(program, args, {
            stdio: ["ignore", output, output],
            env: { PATH: process.env.PATH, ...env },
        });
        closeSync(output);
        this.running.set(what, child);
        // The test that waits for the process notices that it ended by itself.
        child.once("exit", () => {
            if (this.running.get(what) === child) this.running.delete(what);
        });
    }

    /** Ends one at once, and waits for its end. */
    async kill(what: string): Promise<void> {
        const child = this.running.get(what);
        if (child === undefined) return;
        const ended = new Promise(resolve => child.once("exit", resolve));
        child.kill("SIGKILL");
        await ended;
        this.running.delete(what);
    }

    async pause(what: string): Promise<void> {
        const pid = this.pid(what);
        if (pid !== undefined) await standStill([pid]);
    }

    resume(what: string): void {
        this.running.get(what)?.kill("SIGCONT");
    }

    isRunning(what: string): boolean {
        return this.running.has(what);
    }

    pid(what: string): number | undefined {
        return this.running.get(what)?.pid;
    }

    /** Ends them all, also those that stand still. */
    async stop(): Promise<void> {
        for (const what of [...this.running.keys()].sort().reverse()) {
            this.resume(what);
            await this.kill(what);
        }
        process.off("exit", this.atExit);
    }
}
