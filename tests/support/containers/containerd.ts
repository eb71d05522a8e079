import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { Processes } from "../store/processes";
import { until } from "../until";
import { Container, type ContainerArgs } from "./container";
import { groupOf, removeGroup, removeStaleGroups } from "./groups";

/** Why this machine runs no containers, or nothing. */
export function whyNoContainers(): string | undefined {
    if (process.platform !== "linux") return "containers are Linux's";
    if (process.getuid?.() !== 0) return "containerd needs root";
    const missing = ["containerd", "runc", "ctr"].filter(
        program => spawnSync(program, ["--version"]).error !== undefined,
    );
    return missing.length > 0 ? `${missing.join(", ")} not on PATH; install containerd and runc` : undefined;
}

/** A containerd with files and a socket of its own. */
export class Containerd {
    private readonly containers: Container[] = [];
    /** Of its namespace, by which containerd also names the control group. */
    private readonly name = groupOf();

    private constructor(
        private readonly directory: string,
        private readonly processes: Processes,
    ) {}

    static async start(): Promise<Containerd> {
        removeStaleGroups();
        const directory = mkdtempSync(path.join(tmpdir(), "containerd-"));
        const daemon = new Containerd(directory, new Processes());
        const file = (name: string) => path.join(directory, name);
        writeFileSync(
            file("config.toml"),
            [
                "version = 2",
                `root = "${file("root")}"`,
                `state = "${file("state")}"`,
                // Images are pulled and run by its client alone.
                'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
                "[grpc]",
                `address = "${daemon.socket}"`,
            ].join("\n"),
        );
        daemon.processes.start("containerd", {
            program: "containerd",
            args: ["--config", file("config.toml")],
            log: file("log"),
        });
        try {
            await until("containerd answers", () =>
                daemon.ctr("version").then(
                    () => true,
                    () => {
                        if (daemon.processes.isRunning("containerd")) return false;
                        throw new Error(`containerd ended: ${readFileSync(file("log"), "utf8").slice(-1000)}`);
                    },
                ),
            );
        } catch (error) {
            await daemon.stop();
            throw error;
        }
        return daemon;
    }

    /** From a registry on the loopback interface. */
    async pull(reference: string): Promise<void> {
        await this.ctr("images", "pull", "--plain-http", reference);
    }

    /** The configuration that the image has for this machine's processor. */
    run(reference: string, args: ContainerArgs): Container {
        const container = new Container(this.client, reference, args);
        this.containers.push(container);
        return container;
    }

    async stop(): Promise<void> {
        await Promise.all(this.containers.map(container => container.end()));
        await this.processes.stop();
        rmSync(this.directory, { recursive: true, force: true });
        removeGroup(this.name);
    }

    private get socket(): string {
        return path.join(this.directory, "socket");
    }

    private get client(): readonly string[] {
        return ["--address", this.socket, "--namespace", this.name];
    }

    private async ctr(...args: readonly string[]): Promise<string> {
        const { stdout } = await promisify(execFile)("ctr", [...this.client, ...args]);
        return stdout;
    }
}
