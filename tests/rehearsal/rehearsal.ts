import {
    chmodSync,
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { buildSync } from "esbuild";
import { stringify } from "yaml";

import { type Engine, openEngine, type RunResult } from "../../cli/engine";
import { stackFile } from "../../cli/salt";
import { getTool } from "../../tools";
import { packageRoot } from "../../tools/package-root";
import { endProcesses, processesWithEnvironment, RUNTIME_VARIABLE } from "../../tools/processes";
import { repositoryLockFile } from "../support/repository-stack";
import { adopt, type Recorded } from "./stand-in/adopt";
import { packages } from "./stand-in/behaviours";
import { Cloud } from "./stand-in/cloud";
import { type CloudFault, readFaults, writeFaults } from "./stand-in/faults";
import type { Thing } from "./stand-in/kind";
import { thingsIn } from "./stand-in/references";

export interface RehearsalOptions {
    /** Where it is, and stays. Default: a directory of its own, which goes with it. */
    readonly directory?: string;
    /**
     * Has the engine write its state after each resource, as it does by itself, so that it may be killed. Of hundreds of resources that
     * takes most of the time. Default: it writes when it ends.
     */
    readonly checkpoints?: boolean;
    /** Text of the program, in JavaScript. Default: the repository's own (`stacks/index.ts`). */
    readonly program?: string;
}

const quick = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** A program under the real engine, the repository's own if no other is said, with the fake provider where clouds would be: no credentials, no network. */
export class Rehearsal {
    private constructor(
        readonly stack: string,
        readonly project: string,
        readonly engine: Engine,
    ) {}

    /** `config`: the stack's file, as it is written, or what it says. */
    static async prepare(
        stack: string,
        config: string | Readonly<Record<string, unknown>>,
        { directory, checkpoints = false, program }: RehearsalOptions = {},
    ): Promise<Rehearsal> {
        const pulumi = await getTool("pulumi");
        const root = packageRoot();
        const project = directory ?? mkdtempSync(path.join(tmpdir(), "meridian-"));
        mkdirSync(path.join(project, "stacks"), { recursive: true });
        writeFileSync(
            path.join(project, "Pulumi.yaml"),
            "name: meridian\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: stacks/index.js\nstackConfigDir: stacks\n",
        );
        cpSync(path.join(root, "stacks", "models"), path.join(project, "stacks", "models"), { recursive: true });
        cpSync(repositoryLockFile, path.join(project, path.basename(repositoryLockFile)));
        const modules = path.join(project, "node_modules");
        if (!existsSync(modules)) symlinkSync(path.join(root, "node_modules"), modules);
        const engine = openEngine(project, stack, pulumi, checkpoints ? {} : quick);
        for (const each of packages)
            installStandIn(each, engine.workspace.home, path.join(project, ".meridian", "clouds"));
        const rehearsal = new Rehearsal(stack, project, engine);
        rehearsal.program(
            program ?? `module.exports = require(${JSON.stringify(path.join(root, "dist", "stacks"))});\n`,
        );
        rehearsal.configure(config);
        const known = JSON.parse(await engine.ask(["stack", "ls", "--json"])) as { name: string }[];
        if (!known.some(({ name }) => name === stack)) await engine.ask(["stack", "init", stack]);
        return rehearsal;
    }

    configure(config: string | Readonly<Record<string, unknown>>): void {
        const text = typeof config === "string" ? config : stringify({ config });
        writeFileSync(path.join(this.project, "stacks", `Pulumi.${this.stack}.yaml`), text);
    }

    /** What it runs from now on: a program's text, in JavaScript. */
    program(text: string): void {
        writeFileSync(path.join(this.project, "stacks", "index.js"), text);
    }

    run(...args: readonly string[]): Promise<RunResult> {
        return this.engine.run([...args, "--stack", this.stack], { output: "capture" });
    }

    /** Fails with what the engine said. */
    async up(...more: readonly string[]): Promise<string> {
        return this.engine.ask(["up", "--yes", "--skip-preview", "--stack", this.stack, ...more]);
    }

    /** What goes wrong from now on. */
    fail(...faults: readonly CloudFault[]): void {
        writeFaults(this.clouds, faults);
    }

    /** Whether all has gone wrong that was to, as often as it was to. */
    haveFailed(): boolean {
        return readFaults(this.clouds).every(({ times }) => times === 0);
    }

    /** Resources that the running engine is making or changing, by the state that it writes before each step and after it. */
    pending(): number {
        const { state } = this.engine.workspace;
        const file = path.join(state, ".pulumi", "stacks", "meridian", `${this.stack}.json`);
        const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
        return checkpoint.latest?.pending_operations?.length ?? 0;
    }

    /** Kills the engine and all that it has started, as a machine that goes does. */
    async kill(): Promise<void> {
        const all = await processesWithEnvironment("PULUMI_HOME", this.engine.workspace.home);
        for (const { pid } of all) killed(pid);
    }

    /** What clouds have. */
    things(): Thing[] {
        return new Cloud(this.clouds).all();
    }

    /** A principal has access there that the stack knows of. */
    add({ type, id, account, region }: Pick<Thing, "type" | "id" | "account" | "region">): void {
        const where = { account, ...(region !== undefined && { region }) };
        new Cloud(this.clouds).put({ type, id, ...where, inputs: {}, outputs: {} });
    }

    /** An operator deletes a resource manually, with its content. */
    takeAway(thing: Thing): void {
        const cloud = new Cloud(this.clouds);
        for (const each of [...thingsIn(thing, cloud.all()), thing]) cloud.remove(each);
    }

    /** The stack's state. Default: with secrets as they are kept. */
    async state({ secrets = false } = {}): Promise<StackState> {
        const shown = secrets ? ["--show-secrets"] : [];
        return JSON.parse(await this.engine.ask(["stack", "export", ...shown, "--stack", this.stack])) as StackState;
    }

    /** Goes back to a state with its secrets, and has clouds have what it says. */
    async restore(state: StackState): Promise<void> {
        const file = path.join(this.project, ".meridian", "restored.json");
        const secrets_providers = { type: "passphrase", state: { salt: await this.salt() } };
        const deployment = { ...state.deployment, secrets_providers };
        writeFileSync(file, JSON.stringify({ ...state, deployment }), { mode: 0o600 });
        await this.engine.ask(["stack", "import", "--file", file, "--stack", this.stack]);
        rmSync(file);
        rmSync(this.clouds, { recursive: true });
        adopt(new Cloud(this.clouds), state.deployment.resources ?? []);
    }

    /** What the stack's secrets are encrypted with, beside the passphrase: the engine makes it for the first of them. */
    private async salt(): Promise<string> {
        const file = stackFile(this.engine.workspace);
        const text = readFileSync(file, "utf8");
        await this.engine.ask(["config", "set", "--secret", "secrets:first", "of all", "--stack", this.stack]);
        const [, salt] = /^encryptionsalt: (.+)$/m.exec(readFileSync(file, "utf8")) ?? [];
        writeFileSync(file, text);
        if (salt === undefined) throw new Error(`${file} holds no salt`);
        return salt;
    }

    /** The directory of what runs on this machine, for a stack with cells here. */
    get root(): string {
        return path.join(this.project, ".meridian", "stacks", this.stack);
    }

    async dispose(): Promise<void> {
        await endProcesses(await processesWithEnvironment(RUNTIME_VARIABLE, this.root));
        await endProcesses(await processesWithEnvironment("PULUMI_HOME", this.engine.workspace.home));
        rmSync(this.project, { recursive: true, force: true });
    }

    private get clouds(): string {
        return path.join(this.project, ".meridian", "clouds");
    }
}

function killed(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch (error) {
        // It ended by itself, with what has ended before it.
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}

interface Checkpoint {
    readonly checkpoint: { readonly latest?: { readonly pending_operations?: readonly object[] } };
}

export interface StackState {
    readonly deployment: {
        readonly resources?: readonly Recorded[];
    };
}

/** Where the engine looks for the provider of a package, in the very version that the SDK names. */
function installStandIn(name: string, home: string, clouds: string): void {
    const root = packageRoot();
    const { version } = JSON.parse(
        readFileSync(path.join(root, "node_modules", "@pulumi", name, "package.json"), "utf8"),
    ) as {
        version: string;
    };
    const directory = path.join(home, "plugins", `resource-${name}-v${version}`);
    mkdirSync(directory, { recursive: true });
    mkdirSync(clouds, { recursive: true });
    const script = path.join(directory, `pulumi-resource-${name}`);
    const said = { REHEARSAL: clouds, REHEARSAL_PACKAGE: name, REHEARSAL_VERSION: version };
    const header = `#!/usr/bin/env node\nObject.assign(process.env, ${JSON.stringify(said)});\n`;
    writeFileSync(script, `${header}${standIn()}`);
    chmodSync(script, 0o755);
}

let bundled: string | undefined;

/** The provider in one file: an engine starts one for each account and region, and each would compile some hundred files for a second. */
function standIn(): string {
    if (bundled === undefined) {
        const [file] = buildSync({
            entryPoints: [path.join(packageRoot(), "tests", "rehearsal", "stand-in", "main.ts")],
            bundle: true,
            platform: "node",
            target: "node20",
            write: false,
            logLevel: "error",
        }).outputFiles;
        bundled = file!.text;
    }
    return bundled;
}
