import { spawn } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { findTool } from "../../../../../tools";
import { packageRoot } from "../../../../../tools/package-root";
import type { ProcessIdentity } from "../../../../../tools/process-identity";
import { endProcesses, processesWithEnvironment, RUNTIME_VARIABLE, variableOf } from "../../../../../tools/processes";
import { shorter } from "../../../../../tools/unix-socket";
import { contentOf, removeEmptyDirectories, removeFile, replaceFile } from "../../../../../runtime/files";
import { removeRotated, resolveIn } from "../files";
import { inTurn } from "../mutex";
import { SupervisorClient, SupervisorFault } from "./client";
import { type Program, programSection } from "./program";

/** What supervisord has each program's processes carry in their environment. */
const NAME_VARIABLE = "SUPERVISOR_PROCESS_NAME";

/** The one supervisord of a stack: the first program starts it, the last one to go ends it. */
export class Supervisor {
    private readonly directory: string;
    private readonly client: SupervisorClient;

    constructor(root: string) {
        this.directory = resolveIn(root);
        this.client = new SupervisorClient(path.join(this.directory, "supervisor.sock"));
    }

    /** Runs a program as described. Restarts it if its description changed, else leaves it alone. */
    async run(program: Program): Promise<void> {
        await mkdir(path.dirname(path.join(this.directory, program.log)), { recursive: true, mode: 0o700 });
        await this.alone(async () => {
            await this.ensureUp();
            const wanted = programSection(program);
            if ((await this.section(program.name)) !== wanted || !isRunning(await this.stateOf(program.name))) {
                // The section is written last: a run killed before that is seen to have changed nothing.
                await this.client.remove(program.name);
                await this.endStray(program.name);
                await replaceFile(this.sectionFile(program.name), wanted);
            }
            await this.client.reread();
            await this.client.add(program.name);
        });
    }

    /** The state of a program: supervisord's in lower case, or the reason why it has none. */
    async inspect(program: Program): Promise<string> {
        if ((await this.section(program.name)) !== programSection(program)) {
            return "changed";
        }
        const state = await this.stateIfUp(program.name);
        return isRunning(state) ? "running" : (state ?? "absent");
    }

    /** Whether a program runs, in whatever version. */
    async runs(name: string): Promise<boolean> {
        return isRunning(await this.stateIfUp(name));
    }

    private async stateIfUp(name: string): Promise<string | undefined> {
        try {
            return await this.stateOf(name);
        } catch (error) {
            if (error instanceof SupervisorFault) throw error;
            return "without supervisor";
        }
    }

    /** Stops a program whose description is unchanged, so that the next `run` starts it again. */
    async stop(name: string): Promise<void> {
        if (await this.client.isUp()) await this.client.stop(name);
    }

    /** Ends a program, and supervisord after the last program. */
    async end(name: string): Promise<void> {
        if (await this.client.isUp()) {
            // Outside of the lock: each server finishes its requests before it ends, and a stack has many servers.
            await this.client.stop(name);
        }
        await this.alone(async () => {
            await this.endStray(name);
            await removeFile(this.directory, this.sectionFile(name));
            if (await this.client.isUp()) {
                await this.client.reread();
                await this.client.remove(name);
            }
            if ((await this.sections()).length === 0) {
                await this.shutDown();
            }
        });
    }

    /** The last lines of a program's log, for error messages. */
    async lastWords(log: string): Promise<string> {
        const content = (await contentOf(path.join(this.directory, log)))?.toString() ?? "";
        const lines = content.trimEnd().split("\n");
        // After a crash Envoy logs pages of stack traces. The reason is in a line above them.
        const reasons = lines.filter(line => /\[critical\](?!\[backtrace\])|"level":"error"/.test(line));
        return (reasons.length > 0 ? reasons : lines).slice(-5).join("\n");
    }

    private async alone<T>(task: () => Promise<T>): Promise<T> {
        return inTurn(`supervisor ${this.directory}`, task);
    }

    private async stateOf(name: string): Promise<string | undefined> {
        return (await this.client.program(name))?.statename.toLowerCase();
    }

    private async ensureUp(): Promise<void> {
        if (await this.client.isUp()) {
            return;
        }
        await this.leaveStrays();
        await replaceFile(path.join(this.directory, "supervisord.conf"), supervisorConfiguration);
        const supervisord = await findTool("supervisord");
        const start = () => startDetached(supervisord, ["-c", "supervisord.conf"], this.directory);
        try {
            await start();
        } catch {
            // One damaged section keeps it from starting; without any, each program's own update adds it again.
            await rm(path.join(this.directory, "programs"), { recursive: true, force: true });
            await start();
        }
        await this.until(true);
    }

    private async shutDown(): Promise<void> {
        if (await this.client.isUp()) {
            await this.client.shutdown();
            await this.until(false);
        }
        await endProcesses(await this.processes());
        await removeRotated(this.directory, path.join(this.directory, "supervisord.log"));
        for (const file of ["supervisord.conf", "supervisord.pid", "supervisor.sock", "programs", "strays"]) {
            await rm(path.join(this.directory, file), { recursive: true, force: true });
        }
        await removeEmptyDirectories(this.directory, this.directory);
    }

    /**
     * A supervisord that was killed leaves its programs running. They go on until each is restarted in its turn: to end all at once
     * would be an outage of all regions. Until then the next supervisord does not know them; what has ended meanwhile it starts.
     */
    private async leaveStrays(): Promise<void> {
        for (const each of await this.processes()) {
            const name = await variableOf(each.pid, NAME_VARIABLE);
            if (name === undefined) {
                await endProcesses([each]);
            } else {
                await replaceFile(this.strayFile(name), "");
                await removeFile(this.directory, this.sectionFile(name));
            }
        }
        await rm(path.join(this.directory, "supervisor.sock"), { force: true });
    }

    /** Ends what runs of a program since before this supervisord. */
    private async endStray(name: string): Promise<void> {
        if ((await contentOf(this.strayFile(name))) === undefined) return;
        const mine = await processesWithEnvironment(NAME_VARIABLE, name);
        const here = new Set((await this.processes()).map(({ pid }) => pid));
        await endProcesses(mine.filter(({ pid }) => here.has(pid)));
        await removeFile(this.directory, this.strayFile(name));
    }

    /** Everything that runs of the stack. */
    private processes(): Promise<ProcessIdentity[]> {
        return processesWithEnvironment(RUNTIME_VARIABLE, this.directory);
    }

    private async until(up: boolean): Promise<void> {
        const deadline = Date.now() + 20_000;
        while ((await this.client.isUp()) !== up) {
            if (Date.now() > deadline) {
                const log = path.join(this.directory, "supervisord.log");
                throw new Error(`supervisord did not ${up ? "start" : "end"} within 20 s; see ${log}`);
            }
            await pause(20);
        }
    }

    private async section(name: string): Promise<string | undefined> {
        return (await contentOf(this.sectionFile(name)))?.toString();
    }

    private async sections(): Promise<string[]> {
        const files = await readdir(path.join(this.directory, "programs")).catch(() => []);
        return files.filter(file => file.endsWith(".conf"));
    }

    private sectionFile(name: string): string {
        return path.join(this.directory, "programs", `${name}.conf`);
    }

    /** Is there while a program runs without supervisor. */
    private strayFile(name: string): string {
        return path.join(this.directory, "strays", name);
    }
}

function isRunning(state: string | undefined): boolean {
    return state === "running" || state === "starting";
}

/** Of a stack's supervisord, which resolves relative paths against its working directory, the stack's runtime directory. */
export const supervisorConfiguration = `[supervisord]
logfile=supervisord.log
logfile_maxbytes=1MB
logfile_backups=1
pidfile=supervisord.pid
umask=077
silent=true

[unix_http_server]
file=supervisor.sock
chmod=0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[rpcinterface:prompt]
supervisor.rpcinterface_factory = prompt:make_interface

[include]
files=programs/*.conf
`;

/** Where Python finds `prompt.py`. Without bytecode: an installed package is not for writing to. */
export const extension = { PYTHONPATH: path.join(packageRoot(), "tools", "supervisord"), PYTHONDONTWRITEBYTECODE: "1" };

/** With a clean environment: the engine's environment, which includes secrets of the config, is not for programs that outlive it. */
async function startDetached(command: string, args: readonly string[], directory: string): Promise<void> {
    const environment = Object.fromEntries(
        ["PATH", "HOME", "LANG", "TMPDIR", "USER"].flatMap(name => {
            const value = process.env[name];
            return value === undefined ? [] : [[name, value]];
        }),
    );
    const child = spawn(command, args, {
        cwd: directory,
        env: { ...environment, ...extension, [RUNTIME_VARIABLE]: directory },
        detached: true,
        stdio: ["ignore", "ignore", "pipe"],
    });
    const complaints: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
    const code = await new Promise<number | null>((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", resolve);
    });
    if (code !== 0) {
        throw new Error(
            `supervisord in ${shorter(directory)} ended with code ${code}: ${Buffer.concat(complaints).toString()}`,
        );
    }
}
