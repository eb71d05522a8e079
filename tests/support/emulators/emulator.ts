import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { until } from "../until";

export interface Command {
    readonly program: string;
    readonly args: readonly string[];
    readonly env?: NodeJS.ProcessEnv;
    /** Where it listens on 127.0.0.1. */
    readonly port: number;
}

/** A vendor's emulator as a process in a directory of its own, which ends with the test's. */
export class Emulator {
    private readonly atExit = () => this.child.kill("SIGKILL");

    private constructor(
        private readonly child: ChildProcess,
        private readonly directory: string,
    ) {
        process.once("exit", this.atExit);
    }

    /** Returns once it takes connections. */
    static async start({ program, args, env, port }: Command): Promise<Emulator> {
        const directory = await mkdtemp(path.join(tmpdir(), "meridian-emulator-"));
        const child = spawn(program, args, {
            cwd: directory,
            env: { PATH: process.env.PATH, ...env },
            stdio: ["ignore", "pipe", "pipe"],
        });
        const emulator = new Emulator(child, directory);
        let said = "";
        for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding("utf8").on("data", (more: string) => (said = (said + more).slice(-4_000)));
        }
        try {
            await until(`${program} listens`, () => {
                if (child.exitCode !== null) throw new Error(said);
                return takesConnections(port);
            });
        } catch (error) {
            await emulator.stop();
            throw error;
        }
        return emulator;
    }

    async stop(): Promise<void> {
        process.off("exit", this.atExit);
        if (this.child.exitCode === null && this.child.signalCode === null) {
            const ended = once(this.child, "exit");
            this.child.kill("SIGKILL");
            await ended;
        }
        await rm(this.directory, { recursive: true, force: true });
    }
}

function takesConnections(port: number): Promise<boolean> {
    return new Promise(resolve => {
        const socket = connect(port, "127.0.0.1");
        socket.once("connect", () => {
            socket.destroy();
            resolve(true);
        });
        socket.once("error", () => {
            resolve(false);
        });
    });
}
