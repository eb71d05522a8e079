import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { stringify } from "yaml";

import { openEngine, type Engine, type RunResult } from "../../cli/engine";
import { EnvoyAdmin } from "../../runtime/keeper/envoy-admin";
import { SupervisorClient } from "../../components/adapters/local/provider/supervisor/client";
import { getTool } from "../../tools";
import { packageRoot } from "../../tools/package-root";
import { endProcesses, processesWithEnvironment, RUNTIME_VARIABLE } from "../../tools/processes";
import { atEnd } from "./at-end";
import { stackConfig, type StackConfig } from "./stack-config";
import type { CellSummary } from "../../stacks/summary";

/** What listens at the points of presence: each of them on all ports. */
export const edgeNames = ["edge", "edge-2"] as const;
export type EdgeName = (typeof edgeNames)[number];

/**
 * A `local` stack for a test: the repository's own program and provider under the real engine, in a project of its own
 * in the temporary directory, so that several can run beside each other and beside the user's.
 */
export class LocalStack {
    /** Outputs change by updates only. To ask the engine takes it a third of a second of a processor. */
    private outputs: Promise<{ readonly cells: CellSummary[] }> | undefined;

    private constructor(
        readonly project: string,
        readonly engine: Engine,
        readonly name: string,
    ) {}

    static async prepare(config: StackConfig = stackConfig(), name = "test"): Promise<LocalStack> {
        const program = await getTool("pulumi");
        await getTool("envoy");
        await getTool("supervisord");
        await getTool("nats-server");
        // A hook that fails may leave a test without the hook that takes the stack away.
        const prepared: LocalStack[] = [];
        atEnd(() => prepared[0]?.dispose());
        // Short, since Unix sockets lie below it.
        const project = await mkdtemp(path.join(tmpdir(), "meridian-"));
        await mkdir(path.join(project, "stacks"));
        await writeFile(
            path.join(project, "Pulumi.yaml"),
            "name: meridian\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: stacks/index.js\nstackConfigDir: stacks\n",
        );
        await writeFile(
            path.join(project, "stacks", "index.js"),
            `module.exports = require(${JSON.stringify(path.join(packageRoot(), "dist", "stacks"))});\n`,
        );
        await cp(path.join(packageRoot(), "stacks", "models"), path.join(project, "stacks", "models"), {
            recursive: true,
        });
        await symlink(path.join(packageRoot(), "node_modules"), path.join(project, "node_modules"));
        const stack = new LocalStack(project, openEngine(project, name, program), name);
        prepared.push(stack);
        await stack.configure(config);
        await stack.engine.ask(["stack", "init", name]);
        return stack;
    }

    async configure(config: StackConfig): Promise<void> {
        await writeFile(path.join(this.project, "stacks", `Pulumi.${this.name}.yaml`), stringify({ config }));
    }

    run(...args: string[]): Promise<RunResult> {
        return this.changing(this.engine.run([...args, "--stack", this.name], { output: "capture" }));
    }

    /** Creates or updates everything; fails with what the engine said. */
    up(): Promise<string> {
        return this.changing(this.engine.ask(["up", "--yes", "--skip-preview", "--stack", this.name]));
    }

    private async changing<T>(task: Promise<T>): Promise<T> {
        try {
            return await task;
        } finally {
            this.outputs = undefined;
        }
    }

    async cells(): Promise<CellSummary[]> {
        this.outputs ??= this.engine
            .ask(["stack", "output", "--json", "--stack", this.name])
            .then(text => JSON.parse(text) as { cells: CellSummary[] });
        return (await this.outputs).cells;
    }

    /** The directory of everything that runs. */
    get root(): string {
        return path.join(this.project, ".meridian", "stacks", this.name);
    }

    get supervisor(): SupervisorClient {
        return new SupervisorClient(path.join(this.root, "supervisor.sock"));
    }

    supervisorPid(): number {
        return Number(readFileSync(path.join(this.root, "supervisord.pid"), "utf8"));
    }

    /** What a file of the runtime directory says. */
    file(name: string): string {
        return readFileSync(path.join(this.root, name), "utf8");
    }

    /** A file of a cell, by its path in the cell's directory. */
    inCell(cell: string, file: string): string {
        return path.join(this.root, "cells", `${cell}.screening.localhost`, file);
    }

    /** A file of what serves in a region. */
    inServing(cell: string, region: string, file: string): string {
        return this.inCell(cell, path.join(region, `screening-${cell}-${region}`, file));
    }

    /** The file of a release in a region of a cell that has a store. */
    artifact(cell: string, region: string, digest: string): string {
        return this.inCell(cell, path.join(region, "artifacts", digest.slice("sha256:".length)));
    }

    /** A file of a region's gate. */
    inGate(cell: string, region: string, file: string): string {
        return path.join(this.root, "gates", `screening-${cell}-${region}`, file);
    }

    /** The administration of a region's gate. */
    gate(cell: string, region: string): EnvoyAdmin {
        return new EnvoyAdmin(this.inGate(cell, region, "admin.sock"));
    }

    /** A file of an edge. */
    inEdge(name: EdgeName, file: string): string {
        return path.join(this.root, "edges", name, file);
    }

    /** The administration of an edge. */
    edge(name: EdgeName): EnvoyAdmin {
        return new EnvoyAdmin(this.inEdge(name, "admin.sock"));
    }

    /** The pids of the programs whose name matches. */
    async pids(name: RegExp): Promise<number[]> {
        return (await this.supervisor.programs())
            .filter(program => name.test(program.name) && program.pid > 0)
            .map(({ pid }) => pid);
    }

    async kill(name: RegExp): Promise<void> {
        for (const pid of await this.pids(name)) {
            try {
                process.kill(pid, "SIGKILL");
            } catch (error) {
                // It ended between the look and the kill.
                if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
            }
        }
    }

    /** Everything that runs, by the mark in its environment. */
    async processes(): Promise<number[]> {
        return (await processesWithEnvironment(RUNTIME_VARIABLE, this.root)).map(({ pid }) => pid);
    }

    /** Takes it all away, also what a failed test has left; once more changes nothing. */
    async dispose(): Promise<void> {
        await endProcesses(await processesWithEnvironment(RUNTIME_VARIABLE, this.root));
        await endProcesses(await processesWithEnvironment("PULUMI_HOME", this.engine.workspace.home));
        await rm(this.project, { recursive: true, force: true });
        if (existsSync(this.project)) throw new Error(`${this.project} is still there`);
    }
}
