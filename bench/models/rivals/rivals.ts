import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { freePort } from "../../../tests/support/free-port";
import { missingForPackages, pythonPackages } from "../../../tests/support/servers/python-packages";
import { packageRoot } from "../../../tools/package-root";
import type { Target } from "../../load/reused-connections";
import { bind } from "../../measuring/processor-core";
import { type Running, runProgram } from "../../programs/program";
import { file, model, type Served } from "../own-server";

/** Another server of the same protocol, from PyPI, which serves the same file by ONNX Runtime. */
export interface Rival {
    readonly name: string;
    /** Pins all that is installed, by digest. */
    readonly requirements: string;
    /** Writes what the server is configured by, and returns the arguments of Python. */
    arguments(directory: string, port: number): Promise<readonly string[]>;
}

const here = path.join(packageRoot(), "bench", "models", "rivals");

const mlserver: Rival = {
    name: "MLServer",
    requirements: "mlserver.txt",
    async arguments(directory, port) {
        const settings = {
            host: "127.0.0.1",
            http_port: port,
            grpc_port: await freePort(),
            metrics_port: await freePort(),
            // In its own process: between processes each request would be copied.
            parallel_workers: 0,
            debug: false,
        };
        const served = {
            name: model.name,
            implementation: "mlserver_onnx.OnnxModel",
            parameters: { uri: file, version: model.version },
        };
        await writeFile(path.join(directory, "settings.json"), JSON.stringify(settings));
        await writeFile(path.join(directory, "model-settings.json"), JSON.stringify(served));
        return ["-c", "from mlserver.cli import main; main()", "start", directory];
    },
};

const kserve: Rival = {
    name: "KServe",
    requirements: "kserve.txt",
    arguments: (_directory, port) => Promise.resolve([path.join(here, "kserve_onnx.py"), model.name, file, `${port}`]),
};

export const rivals: readonly Rival[] = [mlserver, kserve];

/** Why the rivals can't be measured here. */
export const missingForRivals = missingForPackages;

/** The rival as it is installed by default, ready; taken away after the work. */
export async function withRival<T>(
    rival: Rival,
    ready: (target: Target) => Promise<void>,
    work: (served: Served, target: Target) => Promise<T>,
): Promise<T> {
    const library = await pythonPackages(rival.name, path.join(here, rival.requirements));
    const directory = await mkdtemp(path.join(tmpdir(), "rival-"));
    let running: Running | undefined;
    try {
        const port = await freePort();
        const target = { port, serverName: "localhost" };
        const args = await rival.arguments(directory, port);
        const begun = performance.now();
        running = await runProgram("python3", args, directory, port, {
            ...process.env,
            PYTHONPATH: `${library}:${here}`,
            PYTHONDONTWRITEBYTECODE: "",
        });
        await ready(target);
        const startMs = performance.now() - begun;
        bind(running.pid, "measured");
        return await work({ pid: running.pid, startMs }, target);
    } finally {
        await running?.stop();
        await rm(directory, { recursive: true, force: true });
    }
}
