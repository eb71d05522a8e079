import { type ChildProcess, spawn } from "node:child_process";
import { rm, stat } from "node:fs/promises";
import type { Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { readyPath } from "../../../plan/serving/protocols";
import type { Log } from "../../../../runtime/log";
import { endProcesses, processesWithEnvironment, RUNTIME_VARIABLE } from "../../../../tools/processes";
import { bridge } from "./bridge";
import { startedFrom } from "./environment";
import { withFirstSteps } from "./first-steps";
import { type Launch, socketsIn } from "./launch";
import { FileCheck, layOut, removeWork } from "./model-file";
import { hidden, Output } from "./output";
import { type Listens, serverFault } from "./probe";
import { UnpackedDirectory } from "./unpacked";

const STARTING_MS = 100;
const STARTED_MS = 1_000;
/** Looks in a row that must fail before a server that was ready counts as not ready: one may be late because of one long inference. */
const LATE_LOOKS = 3;
/** For the gate to see that the server is to end, and to send requests elsewhere. */
const DRAIN_MS = 1_000;
/** For what the server has begun. Supervisors kill after 15 seconds. */
const FINISH_MS = 12_000;

/** Runs one custom server, and knows whether it can infer. */
export class Launcher {
    private child: ChildProcess | undefined;
    private bridged: Server | undefined;
    private ending = false;
    private fault: string | undefined = "the server is starting";
    private late = 0;
    private neverReady = false;
    private readonly file: FileCheck;
    private readonly directory: UnpackedDirectory | undefined;

    constructor(
        private readonly launch: Launch,
        private readonly secrets: Readonly<Record<string, string>>,
        private readonly log: Log,
        private readonly failed: () => void,
    ) {
        this.file = new FileCheck(launch);
        if (launch.unpack !== undefined) this.directory = new UnpackedDirectory(launch, log);
    }

    /** Whether what the server was started with is the release still. */
    get matches(): boolean {
        return this.file.found === undefined && this.directory?.found === undefined;
    }

    /** Why the server gets no requests; undefined where it does. */
    get notReady(): string | undefined {
        return this.ending ? "the server is shutting down" : this.fault;
    }

    /** Whether waiting can't fix it. */
    get lasting(): boolean {
        return this.neverReady;
    }

    /** Starts the server once its file is the release's, and then looks after it until the launcher ends. */
    async run(): Promise<void> {
        for (;;) {
            const fault = await this.file.now();
            if (fault === undefined || this.ending) break;
            this.become(fault);
            await pause(STARTED_MS);
        }
        await this.directory?.make(
            (fault, lasting = false) => {
                this.become(fault);
                this.neverReady = lasting;
            },
            () => this.ending,
        );
        if (this.ending) return;
        await layOut(this.launch);
        await refuseOtherDirectory(this.launch);
        const output = this.start();
        for (;;) {
            await this.file.now();
            await this.directory?.now();
            this.become(hidden(await this.look(), this.secrets), output.last());
            await pause(this.fault === undefined ? STARTED_MS : STARTING_MS);
        }
    }

    /** Ends the server without losing a request, and removes what only it has read and written. */
    async end(): Promise<void> {
        this.ending = true;
        this.directory?.removePart();
        await this.endServer();
        removeWork(this.launch);
        await removeSockets(this.launch);
    }

    /** The gate leaves first. */
    private async endServer(): Promise<void> {
        const { child } = this;
        if (child?.exitCode !== null || child.signalCode !== null) return;
        const ended = new Promise<void>(resolve =>
            child.once("exit", () => {
                resolve();
            }),
        );
        await pause(DRAIN_MS);
        signalGroup(child, "SIGTERM");
        await Promise.race([ended, pause(FINISH_MS)]);
        signalGroup(child, "SIGKILL");
        this.bridged?.close();
    }

    private start(): Output {
        const { command, environment, directory } = startedFrom(this.launch, this.secrets, process.env);
        const output = new Output(this.secrets, line => process.stdout.write(`${line}\n`));
        const { port, place } = this.launch;
        const [program = "", ...args] = withFirstSteps(command, port !== undefined);
        if (port !== undefined) this.bridged = bridge(socketsIn(place).server, port);
        // In a group of its own: a signal for the launcher's group would end the server before the gate has left it.
        const child = spawn(program, args, {
            cwd: directory,
            env: environment,
            stdio: ["ignore", "pipe", "pipe"],
            detached: true,
        });
        this.child = child;
        output.read(child.stdout);
        output.read(child.stderr);
        child.once("error", error => {
            this.ended(`${program} can't be started in ${directory}: ${error.message}`, output);
        });
        // Processes that it has started would hold its output, memory and socket.
        child.once("exit", () => {
            signalGroup(child, "SIGKILL");
        });
        // Once its output has been read to the end, too.
        child.once("close", (code, signal) => {
            this.ended(signal ?? `code ${code}`, output);
        });
        this.log.info("server started", { pid: child.pid, command: command[0] });
        return output;
    }

    private ended(how: string, output: Output): void {
        if (this.ending) return;
        this.log.error("server ended", { how, last: output.last() });
        this.failed();
    }

    private async look(): Promise<string | undefined> {
        const { launch } = this;
        const at: Listens =
            launch.port === undefined ? { socket: socketsIn(launch.place).server } : { port: launch.port };
        return serverFault(launch, launch.ready ?? readyPath(launch.protocol, launch.model), at);
    }

    private become(fault: string | undefined, last: readonly string[] = []): void {
        this.late = fault === undefined ? 0 : this.late + 1;
        if (this.fault === undefined && fault !== undefined && this.late < LATE_LOOKS) return;
        if (fault !== this.fault) {
            if (fault === undefined) this.log.info("ready");
            else if (this.fault === undefined) this.log.error("no longer ready", { reason: fault, last });
            else this.log.info("not ready", { reason: fault });
        }
        this.fault = fault;
    }
}

/** The server and what it has started; nothing where they have ended. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
    if (pid === undefined) return;
    try {
        process.kill(-pid, signal);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}

/** If the directory of a command is missing, Node reports that the command is missing. */
async function refuseOtherDirectory({ directory }: Launch): Promise<void> {
    if (directory === undefined) return;
    const found = await stat(directory).catch(() => undefined);
    if (found?.isDirectory() !== true) {
        throw new Error(`${directory} is no directory; set server.directory to one of the project, or leave it out`);
    }
}

/** Ends processes of a server whose launcher was killed: they carry the name that the supervisor gave it. */
export async function endLeftOvers({ SUPERVISOR_PROCESS_NAME: name, ...own }: NodeJS.ProcessEnv): Promise<void> {
    if (name === undefined) return;
    const [called, ofStack] = await Promise.all([
        processesWithEnvironment("SUPERVISOR_PROCESS_NAME", name),
        processesWithEnvironment(RUNTIME_VARIABLE, own[RUNTIME_VARIABLE] ?? ""),
    ]);
    const pids = new Set(ofStack.map(({ pid }) => pid));
    await endProcesses(called.filter(({ pid }) => pids.has(pid)));
}

/** Nothing can listen on a socket that one killed before has left. */
export async function removeSockets({ place }: Launch): Promise<void> {
    const { server, launcher } = socketsIn(place);
    await rm(server, { force: true });
    await rm(launcher, { force: true });
}
