import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as after } from "node:timers/promises";

import { packageRoot } from "../../tools/package-root";
import { endProcesses, runningProcesses } from "../../tools/processes";
import { withTypeScript } from "../support/typescript";
import { endOfOutput, type Failure, type Order, type Outcome, type Progress } from "./order";
import { Place } from "./place";

/** What came of a unit. */
export interface Ran extends Outcome {
    /** What its tests wrote, failures included. */
    readonly output: string;
    readonly seconds: number;
    /** Of the worker and everything that its tests started; undefined where that is not counted. */
    readonly cpuSeconds?: number;
}

/** Tests of components make thousands of resources: the SDK is to be as cheap as it is to programs of a stack. */
const fast = [...withTypeScript, "-r", path.join(packageRoot(), "tools", "pulumi", "bin", "lazy-sdk.cjs")];
const counted = ["-r", path.join(packageRoot(), "build", "typescript-counted.cjs")];

export interface Limits {
    /**
     * How long a process that a test has started may take to end after the test's file: on a busy machine it may wait for a processor for seconds.
     *
     * @default 20_000
     */
    readonly graceMs?: number;
    /**
     * Modules, and what mocked engines remember, stay on the heap of a worker, which is not used again beyond this: at the limit of Node.js, 4 GiB on
     * large machines, one spent two minutes on its garbage and then ended.
     *
     * @default 1024
     */
    readonly heapMiB?: number;
}

/** A process that runs units one after the other. What their tests start ends with their unit. */
export class WorkerProcess {
    private output = "";
    private ending: Promise<void> | undefined;
    private isFull = false;

    private constructor(
        private readonly place: Place,
        private readonly child: ChildProcess,
        private readonly limits: Required<Limits>,
    ) {
        for (const stream of [child.stdout!, child.stderr!]) {
            stream.setEncoding("utf8").on("data", (text: string) => (this.output += text));
        }
    }

    /** `coverage`: the directory where it writes which lines it reached. */
    static start(number: number, coverage?: string, { graceMs = 20_000, heapMiB = 1024 }: Limits = {}): WorkerProcess {
        const place = Place.create(number);
        const child = fork(path.join(__dirname, "worker.ts"), {
            cwd: packageRoot(),
            env: {
                ...process.env,
                ...place.variables,
                ...(coverage !== undefined && { NODE_V8_COVERAGE: coverage }),
            },
            execArgv: coverage === undefined ? fast : counted,
            stdio: ["ignore", "pipe", "pipe", "ipc"],
            // A ^C reaches the run alone, which ends its workers in order.
            detached: true,
        });
        place.enter(child.pid!);
        return new WorkerProcess(place, child, { graceMs, heapMiB });
    }

    /** Whether it is there for another unit. */
    get isUsable(): boolean {
        return this.isRunning && !this.isFull;
    }

    private get isRunning(): boolean {
        return this.child.connected && this.child.exitCode === null && this.child.signalCode === null;
    }

    /** How much of the processors it gets, with all that its tests start, while others want more than there is. */
    share(parts: number): void {
        this.place.share(parts);
    }

    async run(order: Order, limitSeconds: number): Promise<Ran> {
        const [begun, cpuBefore] = [performance.now(), this.place.cpuSeconds()];
        const { heapMiB = 0, ...outcome } = await this.outcomeOf(order, limitSeconds);
        this.isFull = heapMiB > this.limits.heapMiB;
        const left = await this.endWhatIsLeft();
        const cpu = this.place.cpuSeconds();
        const [output = ""] = this.output.split(endOfOutput);
        this.output = "";
        return {
            ...outcome,
            failed: outcome.failed + left.length,
            failures: [...outcome.failures, ...left],
            output: output.trimEnd(),
            seconds: (performance.now() - begun) / 1000,
            ...(cpu !== undefined && { cpuSeconds: cpu - cpuBefore! }),
        };
    }

    /** Ends it, and everything that its tests have started. */
    end(): Promise<void> {
        this.ending ??= this.endOnce();
        return this.ending;
    }

    private async endOnce(): Promise<void> {
        if (this.isRunning) {
            const exit = once(this.child, "exit");
            this.child.disconnect();
            // A worker that has ended leaves nothing to wait for.
            await Promise.race([exit, after(this.limits.graceMs, undefined, { ref: false })]);
        }
        this.child.kill("SIGKILL");
        await this.place.clear();
    }

    private async outcomeOf(order: Order, limitSeconds: number): Promise<Outcome> {
        const { child } = this;
        const over = new AbortController();
        const { signal } = over;
        let progress: Progress | undefined;
        const ended = (what: string): Outcome => {
            const { failures = [], passed = 0, running } = progress ?? {};
            const all = [...failures, { what: running === undefined ? what : `${what}, in: ${running}` }];
            return { passed, failed: all.length, skipped: 0, failures: all };
        };
        let isLate = false;
        const timer = setTimeout(() => {
            isLate = true;
            child.kill("SIGKILL");
        }, limitSeconds * 1000);
        const answered = new Promise<Outcome>(resolve => {
            const take = (message: Outcome | Progress) => {
                if ("running" in message) progress = message;
                else resolve(message);
            };
            child.on("message", take);
            signal.addEventListener("abort", () => child.off("message", take));
        });
        try {
            child.send(order);
            return await Promise.race([
                answered.then(async outcome => {
                    while (!this.output.includes(endOfOutput)) await after(1);
                    return outcome;
                }),
                once(child, "exit", { signal }).then(([code, by]) =>
                    ended(
                        isLate
                            ? `did not end within ${limitSeconds} s`
                            : `the process ended with ${String(code ?? by)}`,
                    ),
                ),
            ]);
        } finally {
            clearTimeout(timer);
            over.abort();
        }
    }

    /** What tests should have ended. */
    private async endWhatIsLeft(): Promise<Failure[]> {
        const until = Date.now() + this.limits.graceMs;
        let left = await this.place.processes(this.child.pid);
        while (left.length > 0 && Date.now() < until) {
            await after(20);
            left = await this.place.processes(this.child.pid);
        }
        if (left.length === 0) return [];
        const running = await runningProcesses();
        const commandOf = (pid: number) => running.find(each => each.pid === pid)?.argv.join(" ") ?? "ended since";
        const failures = left.map(({ pid }) => ({ what: `left process ${pid} running: ${commandOf(pid)}` }));
        await endProcesses(left);
        return failures;
    }
}
