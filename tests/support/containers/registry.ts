import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { getTool } from "../../../tools";
import { freePort } from "../free-port";
import { Processes } from "../store/processes";
import { until } from "../until";

/** A registry of container images on the loopback interface. */
export class Registry {
    private constructor(
        readonly address: string,
        private readonly directory: string,
        private readonly program: string,
        private readonly processes: Processes,
    ) {}

    static async start(): Promise<Registry> {
        const directory = mkdtempSync(path.join(tmpdir(), "registry-"));
        const address = `127.0.0.1:${await freePort()}`;
        const blobs = path.join(directory, "blobs");
        mkdirSync(blobs);
        const registry = new Registry(address, directory, await getTool("crane"), new Processes());
        registry.processes.start("registry", {
            program: registry.program,
            args: ["registry", "serve", "--address", address, "--disk", blobs],
            log: path.join(directory, "log"),
        });
        await until("the registry answers", () =>
            fetch(`http://${address}/v2/`).then(
                ({ ok }) => ok,
                () => false,
            ),
        );
        return registry;
    }

    /** What crane prints. */
    async crane(...args: readonly string[]): Promise<string> {
        const { stdout } = await promisify(execFile)(this.program, args, { maxBuffer: 64 * 1024 * 1024 });
        return stdout;
    }

    async stop(): Promise<void> {
        await this.processes.stop();
        rmSync(this.directory, { recursive: true, force: true });
    }
}
