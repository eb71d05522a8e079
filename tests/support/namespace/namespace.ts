import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { until } from "../until";

/** Where a connection comes in, and where it goes on: a file's socket, which both sides know, or an address inside. */
type End = string | { readonly host: string; readonly port: number };

export interface NamespaceArgs {
    /** What it keeps, and `/tmp` inside. */
    readonly directory: string;
    /** Addresses by names, as `/etc/hosts` says them. */
    readonly hosts: Readonly<Record<string, string>>;
    /** Files of the outside that are others inside: by their paths inside. */
    readonly files: Readonly<Record<string, string>>;
    readonly ways: readonly { readonly at: End; readonly to: End }[];
}

/** Whether this machine lets us have one. */
export function namespacesAreHere(): boolean {
    return process.getuid?.() === 0 && spawnSync("unshare", ["--net", "--mount", "ip", "link"]).status === 0;
}

/**
 * A machine of its own as far as its network, its hosts and some files go, as a container's: nothing of it reaches the outside, and nothing
 * outside it, but by the ways that are said.
 */
export class Namespace {
    private readonly children: ChildProcess[] = [];

    private constructor(private readonly bridge: ChildProcess) {}

    static async open({ directory, hosts, files, ways }: NamespaceArgs): Promise<Namespace> {
        const tmp = path.join(directory, "tmp");
        mkdirSync(tmp, { recursive: true });
        chmodSync(tmp, 0o1777);
        const hostsFile = path.join(directory, "hosts");
        const lines = Object.entries({ localhost: "127.0.0.1", ...hosts }).map(([name, at]) => `${at} ${name}\n`);
        writeFileSync(hostsFile, lines.join(""));
        const mounts = Object.entries({ "/etc/hosts": hostsFile, ...files });
        const setUp = [
            "set -e",
            "ip link set lo up",
            // A directory of its own for each file that is another inside: who is there may not have it at all.
            ...[...new Set(mounts.map(([inside]) => path.dirname(inside)))]
                .filter(parent => parent !== "/etc")
                .map(parent => `mkdir -p ${parent}; mount -t tmpfs tmpfs ${parent}`),
            ...mounts.map(([inside, outside]) => `touch ${inside}; mount --bind ${outside} ${inside}`),
            "mount -t tmpfs tmpfs /dev/shm",
            'exec "$@"',
        ].join("\n");
        const bridge = spawn(
            "unshare",
            [
                "--net",
                "--mount",
                ...["/bin/sh", "-c", setUp, "sh"],
                ...[process.execPath, path.join(__dirname, "bridge.cjs"), JSON.stringify(ways)],
            ],
            { stdio: ["pipe", "pipe", "pipe"] },
        );
        let said = "";
        for (const stream of [bridge.stdout, bridge.stderr]) stream.on("data", chunk => (said += String(chunk)));
        const namespace = new Namespace(bridge);
        try {
            await until("the namespace is there", () => {
                if (bridge.exitCode !== null) throw new Error(`no namespace: ${said}`);
                return said.includes("ready");
            });
        } catch (error) {
            await namespace.close();
            throw error;
        }
        return namespace;
    }

    /** Runs something inside, as a user who owns nothing there. */
    run(user: number, command: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
        const child = spawn(
            "nsenter",
            [
                `--target=${this.bridge.pid}`,
                "--net",
                "--mount",
                ...["setpriv", `--reuid=${user}`, `--regid=${user}`, "--clear-groups"],
                ...command,
            ],
            { stdio: ["ignore", "pipe", "pipe"], env: { PATH: process.env.PATH ?? "", ...environment } },
        );
        this.children.push(child);
        return child;
    }

    async close(): Promise<void> {
        await Promise.all([...this.children, this.bridge].map(ended));
    }
}

async function ended(child: ChildProcess): Promise<void> {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
}
