import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

import { Processes, type Started } from "../store/processes";
import { until } from "../until";

/**
 * Process 1 of a machine. Programs of a node write to fixed paths, which are therefore the machine's own: sockets of shims and network namespaces
 * of pods below /run, logs of pods below /var/log, plugins below /var/lib. `wait` also reaps processes whose parents have ended. The end of the
 * standard input ends the machine: it outlives no process that was killed before it could stop the machine.
 */
const firstProcess = [
    "set -e",
    "for directory in /run /var/lib /var/log; do mount -t tmpfs tmpfs $directory; done",
    "ip link set lo up",
    "echo 1 >/proc/sys/net/ipv4/ip_forward",
    "echo ready",
    "exec 3<&0",
    "cat <&3 >/dev/null &",
    "wait",
].join("\n");

/**
 * A machine with processes, mounts and a network of its own, as Linux namespaces. When its first process ends, the kernel ends all others,
 * containers included, undoes its mounts and removes its network interfaces.
 */
export class Machine {
    private readonly processes = new Processes();
    private said = "";

    private constructor(private readonly holder: ChildProcess) {
        for (const stream of [holder.stdout!, holder.stderr!]) {
            stream.on("data", chunk => (this.said += String(chunk)));
        }
    }

    static async start(): Promise<Machine> {
        const machine = new Machine(
            spawn(
                "unshare",
                [
                    ...["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"],
                    ...["/bin/sh", "-c", firstProcess],
                ],
                { stdio: ["pipe", "pipe", "pipe"] },
            ),
        );
        try {
            await until("the machine has its namespaces", () => {
                if (!machine.isRunning) throw new Error(`no machine: ${machine.said}`);
                return machine.said.includes("ready");
            });
        } catch (error) {
            await machine.stop();
            throw error;
        }
        return machine;
    }

    /** A process in its network namespace. */
    get pid(): number {
        return this.holder.pid!;
    }

    /** Starts a program inside. `kill` and `stop` end it. */
    run(what: string, { program, args, ...rest }: Started): void {
        this.processes.start(what, { ...this.inside([program, ...args]), ...rest });
    }

    /** Whether the program still runs. */
    runs(what: string): boolean {
        return this.processes.isRunning(what);
    }

    kill(what: string): Promise<void> {
        return this.processes.kill(what);
    }

    /** Runs a command to its end, and returns its output. Throws where it fails, with its standard error. */
    async command(...argv: readonly [string, ...string[]]): Promise<string> {
        const { program, args } = this.inside(argv);
        const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 64 * 1024 * 1024 });
        return stdout;
    }

    /** Starts a command inside with pipes. */
    piped(...argv: readonly [string, ...string[]]): ChildProcess {
        const { program, args } = this.inside(argv);
        return spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    }

    /** Returns once none of its processes runs: the first one ends last. */
    async stop(): Promise<void> {
        if (this.isRunning) {
            const ended = once(this.holder, "exit");
            this.holder.stdin!.end();
            await ended;
        }
        await this.processes.stop();
    }

    private get isRunning(): boolean {
        return this.holder.pid !== undefined && this.holder.exitCode === null && this.holder.signalCode === null;
    }

    /**
     * Not by `ip netns exec`, which hides control groups. `nsenter` stays outside as the parent of the program: setpriv(1) has the kernel end
     * the program together with its parent.
     */
    private inside([program, ...args]: readonly [string, ...string[]]): { program: string; args: string[] } {
        const namespaces = `/proc/${this.pid}/ns`;
        return {
            program: "nsenter",
            args: [
                ...[`--net=${namespaces}/net`, `--mount=${namespaces}/mnt`, `--pid=${namespaces}/pid_for_children`],
                ...["--", "setpriv", "--pdeathsig", "KILL", program, ...args],
            ],
        };
    }
}

/** Whether this system permits them. */
export function machinesAreHere(): boolean {
    const made = ["--net", "--mount", "--pid", "--fork", "--mount-proc"];
    return (
        spawnSync("unshare", [
            ...made,
            "/bin/sh",
            "-c",
            "mount -t tmpfs tmpfs /run && ip link add name probe type bridge",
        ]).status === 0
    );
}
