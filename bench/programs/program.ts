import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";

import { until } from "../../tests/support/until";

export interface Running {
    readonly pid: number;
    stop(): Promise<void>;
}

/** Runs a program in a directory, with its words in a log there, and waits until it takes connections at the port. */
export async function runProgram(
    name: string,
    args: readonly string[],
    cwd: string,
    port: number,
    env: NodeJS.ProcessEnv = process.env,
): Promise<Running> {
    const log = path.join(cwd, `${path.basename(name)}.log`);
    const output = openSync(log, "a");
    const child = spawn(name, args, { cwd, env, stdio: ["ignore", output, output] });
    closeSync(output);
    try {
        await once(child, "spawn");
        await until(`${name} takes connections`, () => {
            if (child.exitCode !== null) throw new Error(`${name} ended: ${readFileSync(log, "utf8").slice(-1000)}`);
            return accepts(port);
        });
    } catch (error) {
        await stop(child);
        throw error;
    }
    return { pid: child.pid!, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
}

function accepts(port: number): Promise<boolean> {
    return new Promise(resolve => {
        const socket = connect(port, "127.0.0.1");
        const done = (accepted: boolean) => {
            socket.destroy();
            resolve(accepted);
        };
        socket.on("connect", () => {
            done(true);
        });
        socket.on("error", () => {
            done(false);
        });
    });
}

/** The absolute path of a program on PATH; undefined where there is none. */
export function onPath(name: string): string | undefined {
    const directories = (process.env.PATH ?? "").split(path.delimiter).concat("/usr/sbin");
    return directories.map(directory => path.join(directory, name)).find(file => existsSync(file));
}
