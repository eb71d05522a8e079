import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { failureKinds } from "../../../../../../components/adapters/local/operations/failures";
import type { StackFiles } from "../../../../../../components/adapters/local/operations/stack-files";
import type { SupervisorClient } from "../../../../../../components/adapters/local/provider/supervisor/client";
import type { DrillName } from "../../../../../../components/watch/drills/drills";
import type { Failure } from "../../../../../../components/watch/drills/operations";
import { sha256 } from "../../../../../../runtime/files";
import { until } from "../../../../../support/until";

/** Runs its programs as supervisord does: again when they end, unless they are to be down. */
export class Supervisor implements Pick<SupervisorClient, "isUp" | "programs" | "halt" | "start"> {
    private readonly children = new Map<string, ChildProcess | undefined>();
    private readonly down = new Set<string>();
    readonly starts = new Map<string, number>();
    readonly hups = new Map<string, number>();
    isThere = true;
    /** How often it was looked for in vain. */
    missed = 0;
    /** What happens as a program starts. */
    onStart: (name: string) => void = () => undefined;

    constructor(names: readonly string[]) {
        for (const name of names) this.run(name);
    }

    isUp = () => Promise.resolve(this.isThere);

    programs = () => {
        if (!this.isThere) {
            this.missed += 1;
            return Promise.reject(new Error("there is no supervisor"));
        }
        return Promise.resolve(
            [...this.children].map(([name, child]) => ({
                ...{ name, spawnerr: "", pid: child?.pid ?? 0 },
                statename: child === undefined ? "STOPPED" : "RUNNING",
            })),
        );
    };

    halt = (name: string) => {
        this.down.add(name);
        this.children.get(name)?.kill("SIGKILL");
        return Promise.resolve();
    };

    start = (name: string) => {
        this.down.delete(name);
        if (this.children.get(name) === undefined) this.run(name);
        return Promise.resolve();
    };

    pidOf(name: string): number {
        return this.children.get(name)?.pid ?? 0;
    }

    private run(name: string): void {
        this.starts.set(name, (this.starts.get(name) ?? 0) + 1);
        this.onStart(name);
        const child = spawn("sleep", ["600"], { stdio: "ignore" });
        this.children.set(name, child);
        child.once("exit", (_code, signal) => {
            if (signal === "SIGHUP") this.hups.set(name, (this.hups.get(name) ?? 0) + 1);
            this.children.set(name, undefined);
            if (!this.down.has(name)) this.run(name);
        });
    }

    async end(): Promise<void> {
        for (const name of this.children.keys()) await this.halt(name);
        await until("no program runs", () => [...this.children.values()].every(child => child === undefined));
    }
}

/** T: it was stopped by a signal. Undefined where there is none. */
export const stateOf = (pid: number) => /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];

export const files = {
    old: Buffer.from("the file of the first release"),
    new: Buffer.from("the file of the second release"),
};
export const west = "local:eu-west";
const place = { place: west, program: "store-west", host: "127.0.0.1", port: 1, name: "store", data: "data" };

const server = (program: string, model: string, version: "old" | "new", percent: number) => ({
    ...{ program, model, version, percent, digest: sha256(files[version]), artifact: `${program}.onnx` },
});
const region = (short: string, servers: readonly object[]) => ({
    region: `local:${short}`,
    programs: [`gate-${short}`, ...servers.map(one => (one as { program: string }).program)],
    servers,
});
export const servers = [server("a", "screening", "old", 90), server("b", "screening", "new", 10)] as const;
export const other = server("d", "other", "old", 100);
const all = [...servers, server("c", "screening", "old", 0), other];

/** A stack of this machine whose programs do nothing. */
export class Machine {
    readonly root = mkdtempSync(path.join(tmpdir(), "meridian-failures-"));
    readonly supervisor: Supervisor;

    constructor() {
        const gates = ["gate-eu-west", "gate-eu-north"];
        this.supervisor = new Supervisor(["a", "b", "c", "d", "e", ...gates, "store-west", "store-north"]);
        for (const { artifact, version } of all) writeFileSync(this.at(artifact), files[version]);
        mkdirSync(this.at("data"));
        writeFileSync(this.at("data", "block"), "what is stored");
    }

    at(...names: readonly string[]): string {
        return path.join(this.root, ...names);
    }

    /** What `plan` reads of a stack. */
    stack({ hasStore = true, of = all } = {}): StackFiles {
        return {
            ...{ project: this.root, root: this.root, supervisor: this.supervisor },
            watched: {
                cells: [
                    {
                        name: "eu",
                        regions: [region("eu-west", of), region("eu-north", [server("e", "screening", "old", 100)])],
                        ...(hasStore && {
                            store: {
                                observer: "observer",
                                places: [
                                    { ...place, configuration: "store.conf" },
                                    { ...place, place: "local:eu-north", program: "store-north" },
                                ],
                            },
                        }),
                    },
                ],
            },
        } as unknown as StackFiles;
    }

    get place() {
        return { root: this.root, supervisor: this.supervisor as unknown as SupervisorClient };
    }

    /** Plans, and has the entry as an undoing process reads it: from a file. */
    async planned(drill: DrillName, of = this.stack()) {
        const failure: Failure = { ...{ drill, cell: "eu" }, ...(drill === "cell-down" ? {} : { region: west }) };
        const { entry, ...said } = await failureKinds[drill].plan(of, failure);
        return { entry: JSON.parse(JSON.stringify(entry)) as unknown, said };
    }

    async isDown(name: string): Promise<boolean> {
        return (await this.supervisor.programs()).find(one => one.name === name)?.statename === "STOPPED";
    }

    async end(): Promise<void> {
        await this.supervisor.end();
        rmSync(this.root, { recursive: true, force: true });
    }
}

/** Begins a machine before each test of a suite, and ends it after that. */
export function eachOnMachine(begin: (machine: Machine) => void): void {
    let machine: Machine | undefined;
    before(function () {
        // The state of a process is read from /proc.
        if (process.platform !== "linux") this.skip();
    });
    beforeEach(() => {
        machine = new Machine();
        begin(machine);
    });
    afterEach(async () => {
        await machine?.end();
        machine = undefined;
    });
}
