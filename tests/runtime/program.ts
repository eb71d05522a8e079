import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

import { until } from "../support/until";

const programs = resolve(__dirname, "../../dist/runtime");

export type Environment = Readonly<Record<string, string>>;

/** Has a program drain for ten seconds, and then finish within 30, in place of one and five. */
export const longDrain: Environment = { NODE_OPTIONS: `--require ${resolve(__dirname, "long-drain.cjs")}` };

export interface LogLine {
    readonly level: string;
    readonly event: string;
    readonly reason?: string;
    readonly faults?: readonly string[];
    readonly port?: number;
    readonly [field: string]: unknown;
}

/** A program that stacks run, as built, as supervisors and containers run it. */
export class Program {
    readonly process: ChildProcess;
    readonly lines: LogLine[] = [];
    /** What was written that isn't a line of the log. */
    readonly noise: string[] = [];
    private readonly exited: Promise<number | string>;

    constructor(
        private readonly name: string,
        environment: Environment,
        [command, ...args]: readonly [string, ...string[]] = [process.execPath, fileOf(name, "main")],
    ) {
        const { PATH = "", NODE_PATH = "" } = process.env;
        this.process = spawn(command, args, { env: { PATH, NODE_PATH, ...environment } });
        running.add(this);
        // Not `exit`, which may come before the last lines.
        this.exited = once(this.process, "close").then(([code, signal]: (number | string | null)[]) => {
            running.delete(this);
            return code ?? signal ?? "unknown";
        });
        for (const stream of [this.process.stdout, this.process.stderr]) {
            createInterface({ input: stream! }).on("line", line => {
                try {
                    this.lines.push(JSON.parse(line) as LogLine);
                } catch {
                    this.noise.push(line);
                }
            });
        }
    }

    /** The port that it says it listens on. */
    get port(): number {
        return this.lines.find(({ event }) => event === "listening")?.port ?? 0;
    }

    events(event: string): readonly LogLine[] {
        return this.lines.filter(line => line.event === event);
    }

    async event(event: string, count = 1, withinMs?: number): Promise<LogLine> {
        return until(
            `${event} in the log`,
            () => {
                if (this.process.exitCode !== null && this.events(event).length < count) {
                    throw new Error(
                        `the ${this.name} ended before ${event}: ${JSON.stringify(this.lines)} ${this.noise.join("\n")}`,
                    );
                }
                return this.events(event)[count - 1];
            },
            withinMs,
        );
    }

    /** The exit code, or the signal. */
    exit(): Promise<number | string> {
        return this.exited;
    }

    async kill(): Promise<void> {
        this.process.kill("SIGKILL");
        await this.exited;
    }
}

/** The built file of a program: of the runtime by its name, of others by their folder from there. */
export function fileOf(program: string, file: string): string {
    return resolve(programs, program, `${file}.js`);
}

const running = new Set<Program>();

/** For `afterEach` and `after`: whatever a test started ends, also when it failed. */
export async function endPrograms(): Promise<void> {
    await Promise.all([...running].map(program => program.kill()));
}

process.on("exit", () => {
    for (const program of running) {
        program.process.kill("SIGKILL");
    }
});
