import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { parse, stringify } from "yaml";

import { type Engine, environmentOf, openEngine, type RunResult } from "../../cli/engine";
import { stackFilePutBack } from "../../cli/salt";
import { getTool } from "../../tools";
import { packageRoot } from "../../tools/package-root";
import { endProcesses, processesWithEnvironment, RUNTIME_VARIABLE } from "../../tools/processes";
import { atEnd } from "../support/at-end";

export interface KubernetesStackArgs {
    /** The program: a module of this repository, as a file or as a directory with an index. From the package root. */
    readonly program: string;
    /** The stack's config, by keys with their namespace. */
    readonly config?: Readonly<Record<string, unknown>>;
    /** Values that the stack's config holds encrypted, by keys with their namespace. */
    readonly secrets?: Readonly<Record<string, string>>;
    /** Further variables of the engine and its programs. */
    readonly environment?: Readonly<Record<string, string>>;
}

const stack = "test";

/**
 * A program with resources of `@pulumi/kubernetes` under the real engine and the real provider, in a project of its own in the temporary
 * directory. What it creates in a cluster remains there until `destroy`.
 */
export class KubernetesStack {
    private constructor(
        /** The directory of everything that the engine writes. */
        readonly project: string,
        readonly engine: Engine,
    ) {}

    get name(): string {
        return stack;
    }

    static async prepare({
        program,
        config = {},
        secrets = {},
        environment = {},
    }: KubernetesStackArgs): Promise<KubernetesStack> {
        const pulumi = await getTool("pulumi");
        const provider = await getTool("pulumi-resource-kubernetes");
        const root = packageRoot();
        const project = mkdtempSync(path.join(tmpdir(), "stack-"));
        const prepared = new KubernetesStack(project, openEngine(project, stack, pulumi, environment));
        atEnd(() => prepared.dispose());
        const runtime = { name: "nodejs", options: { typescript: false } };
        writeFileSync(path.join(project, "Pulumi.yaml"), stringify({ name: "meridian", runtime, main: "index.js" }));
        writeFileSync(path.join(project, "package.json"), "{}");
        const [hook, main] = [path.join(root, "build", "typescript.cjs"), path.join(root, program)];
        writeFileSync(
            path.join(project, "index.js"),
            [
                `require(${JSON.stringify(hook)});`,
                // The SDK records a stack for each resource, and to map these to sources takes time; no test reads them.
                "process.setSourceMapsEnabled(false);",
                `module.exports = require(${JSON.stringify(main)});`,
            ].join("\n"),
        );
        symlinkSync(path.join(root, "node_modules"), path.join(project, "node_modules"));
        installProvider(provider, prepared.engine.workspace.home);
        writeFileSync(prepared.file, stringify({ config }));
        await prepared.ask("stack", "init");
        for (const [key, value] of Object.entries(secrets)) await prepared.setSecret(key, value);
        return prepared;
    }

    /** Changes a value of the config, or removes it. */
    set(key: string, value: unknown): void {
        const content = parse(readFileSync(this.file, "utf8")) as { readonly config: object };
        writeFileSync(this.file, stringify({ ...content, config: { ...content.config, [key]: value } }));
    }

    /** Changes a value that the config holds encrypted: by standard input, so that neither the list of processes nor an error shows it. */
    async setSecret(key: string, value: string): Promise<void> {
        const { workspace } = this.engine;
        const args = ["config", "set", "--secret", key, "--stack", stack, "--non-interactive"];
        const options = { cwd: this.project, env: environmentOf(workspace) };
        const running = promisify(execFile)(workspace.command, args, options);
        running.child.stdin!.end(value);
        await running.finally(() => stackFilePutBack(workspace, running.child.pid));
    }

    /** The stack's config. */
    get file(): string {
        return path.join(this.project, `Pulumi.${stack}.yaml`);
    }

    run(...args: readonly string[]): Promise<RunResult> {
        return this.engine.run([...args, "--stack", stack], { output: "capture" });
    }

    /** Creates or updates everything. Throws with the engine's output. */
    up(...more: readonly string[]): Promise<string> {
        return this.ask("up", "--yes", "--skip-preview", ...more);
    }

    preview(...more: readonly string[]): Promise<string> {
        return this.ask("preview", ...more);
    }

    /** Reads every object from the cluster into the state. */
    refresh(...more: readonly string[]): Promise<string> {
        return this.ask("refresh", "--yes", "--skip-preview", ...more);
    }

    destroy(...more: readonly string[]): Promise<string> {
        return this.ask("destroy", "--yes", "--skip-preview", ...more);
    }

    async outputs<T>(): Promise<T> {
        return JSON.parse(await this.ask("stack", "output", "--json")) as T;
    }

    /** The directory of what runs on this machine, for a stack with cells here. */
    get localRoot(): string {
        return path.join(this.project, ".meridian", "stacks", stack);
    }

    /** Ends what still runs, and removes the project. */
    async dispose(): Promise<void> {
        await endProcesses(await processesWithEnvironment(RUNTIME_VARIABLE, this.localRoot));
        await endProcesses(await processesWithEnvironment("PULUMI_HOME", this.engine.workspace.home));
        rmSync(this.project, { recursive: true, force: true });
    }

    /** Errors of a program and its resources are part of the standard output. */
    private async ask(...args: readonly string[]): Promise<string> {
        const { exitCode, output, errors } = await this.run(...args);
        if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} fails:\n${output}${errors}`);
        return output;
    }
}

/** Where the engine looks for a provider, in the very version that the SDK of the program names. */
function installProvider(program: string, home: string): void {
    const sdk = path.join(packageRoot(), "node_modules", "@pulumi", "kubernetes", "package.json");
    const { version } = JSON.parse(readFileSync(sdk, "utf8")) as { version: string };
    const directory = path.join(home, "plugins", `resource-kubernetes-v${version}`);
    mkdirSync(directory, { recursive: true });
    symlinkSync(program, path.join(directory, path.basename(program)));
}
