import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

import { until } from "../until";

export interface ContainerArgs {
    readonly name: string;
    /** The program and its arguments; those of the image by default. */
    readonly command?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    /** Folders of the outside, by their paths inside. */
    readonly mounts?: Readonly<Record<string, { readonly from: string; readonly writable?: true }>>;
    readonly memoryMiB: number;
    /** Whether it has a network of its own, with a loopback interface alone, instead of this machine's. */
    readonly ownNetwork?: true;
}

/** What containerd gives by default (`oci.defaultUnixCaps`), and no platform of ours does. */
const capabilities = [
    ...["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW"],
    ...["SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"],
];

/** A container as a platform runs it: a file system that can't be written, no capabilities, a memory limit. */
export class Container {
    /** What it has written. */
    log = "";
    private readonly client: ChildProcess;
    private readonly ended: Promise<number | string>;

    constructor(
        private readonly connection: readonly string[],
        image: string,
        private readonly args: ContainerArgs,
    ) {
        const { name, command = [], environment = {}, mounts = {}, memoryMiB, ownNetwork } = args;
        this.client = spawn("ctr", [
            ...connection,
            ...["run", "--rm", "--read-only", "--memory-limit", String(memoryMiB * 1024 * 1024)],
            ...(ownNetwork === true ? [] : ["--net-host"]),
            ...capabilities.flatMap(capability => ["--cap-drop", `CAP_${capability}`]),
            ...Object.entries(environment).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
            ...Object.entries(mounts).flatMap(([inside, { from, writable }]) => [
                "--mount",
                `type=bind,src=${from},dst=${inside},options=rbind:${writable === true ? "rw" : "ro"}`,
            ]),
            ...[image, name, ...command],
        ]);
        for (const stream of [this.client.stdout!, this.client.stderr!]) {
            stream.on("data", chunk => (this.log += String(chunk)));
        }
        this.ended = once(this.client, "close").then(([code, signal]: (number | string | null)[]) => code ?? signal!);
    }

    /** Polls until the condition holds. Throws where the container ends before. */
    async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
        try {
            await until(what, () => {
                if (this.client.exitCode !== null) throw new Error("it has ended");
                return condition();
            });
        } catch (error) {
            throw new Error(`${this.args.name}: ${what}: ${(error as Error).message}; its log: ${this.log}`, {
                cause: error,
            });
        }
    }

    async pid(): Promise<number> {
        const tasks = await this.ctr("task", "ls");
        const [, pid] = new RegExp(`^${this.args.name} +(\\d+)`, "m").exec(tasks) ?? [];
        if (pid === undefined) throw new Error(`${this.args.name} does not run: ${this.log}`);
        return Number(pid);
    }

    /** What the kernel says of its process. */
    async status(): Promise<ReadonlyMap<string, string>> {
        const lines = readFileSync(`/proc/${await this.pid()}/status`, "utf8").split("\n");
        return new Map(lines.map(line => line.split(/:\s+/, 2) as [string, string]));
    }

    async signal(name: string): Promise<void> {
        await this.ctr("task", "kill", "--signal", name, this.args.name);
    }

    /** The exit code. */
    exit(): Promise<number | string> {
        return this.ended;
    }

    /** Ends it whatever it does; its client removes it. */
    async end(): Promise<void> {
        if (this.client.exitCode === null) await this.signal("SIGKILL").catch(() => this.client.kill("SIGKILL"));
        await this.ended;
    }

    private async ctr(...args: readonly string[]): Promise<string> {
        const { stdout } = await promisify(execFile)("ctr", [...this.connection, ...args]);
        return stdout;
    }
}
