import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

import type { RuntimeName } from "../../runtime/model-server/environment";
import { samples } from "../../tests/support/cell-under-test";
import { authority, writeIdentity } from "../../tests/support/certificates";
import { digestOf } from "../../tests/support/stack-config";
import { ModelServer } from "../../tests/runtime/model-server/server";
import { packageRoot } from "../../tools/package-root";
import { bareModel } from "./bare-model";
import type { Benchmark, Note } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { nodeGenerator, type Work } from "../load/load-generator";
import { bind } from "../measuring/processor-core";
import { coreSecondsOf } from "../measuring/processor-time";
import { repeat } from "../harness/repeat";

const runs = 3;
const seconds = 3;
const warmUpSeconds = 2;
const connections = 16;

const model = { name: "screening", version: "1.0.0" };
const file = path.join(packageRoot(), "stacks", "models", model.name, model.version, "model.onnx");

const runtimes: Readonly<Record<RuntimeName, string>> = { wasm: "onnxruntime-web", native: "onnxruntime-node" };

export const modelServer: Benchmark = {
    description:
        `a model server over ${connections} kept mutual TLS connections in a closed loop, beside its runtime called in a ` +
        "loop with the same records read already; by the core time that each used",
    goal: "none set",
    async run(note) {
        const figures: Figure[] = [];
        for (const [runtime, module] of Object.entries(runtimes) as [RuntimeName, string][]) {
            if (isInstalled(module)) figures.push(...(await compare(runtime, module, note)));
            else
                note(
                    `${module} is not installed, so there is no ${runtime} runtime to measure; npm install ${module} adds it`,
                );
        }
        return figures;
    },
};

function isInstalled(module: string): boolean {
    try {
        createRequire(__filename).resolve(module);
        return true;
    } catch {
        return false;
    }
}

async function compare(runtime: RuntimeName, module: string, note: Note): Promise<Figure[]> {
    const bare = await bareModel(module, runtime, await readFile(file));
    return withServer(runtime, async (pid, work) => {
        await bare(warmUpSeconds);
        await nodeGenerator({ ...work, seconds: warmUpSeconds });
        const pairs = await repeat(runs, async () => ({
            bare: await bare(seconds),
            server: await perCoreSecond(pid, { ...work, seconds }),
        }));
        const [alone, served] = [pairs.map(({ bare }) => bare), pairs.map(({ server }) => server)];
        note(`${runtime}: server ${shown(served)}, model ${shown(alone)} per core-second`);
        return [
            { name: `${runtime}: model alone`, unit: "requests/core-s", values: alone },
            { name: `${runtime}: server`, unit: "requests/core-s", values: served },
            {
                name: `${runtime}: server, of the model alone`,
                unit: "%",
                values: served.map((s, i) => (s / alone[i]!) * 100),
            },
        ];
    });
}

const shown = (values: readonly number[]) => values.map(Math.round).join(", ");

async function perCoreSecond(pid: number, work: Work): Promise<number> {
    const before = coreSecondsOf(pid);
    const answered = await nodeGenerator(work);
    return answered / (coreSecondsOf(pid) - before);
}

/** The program as a stack runs it, and what is sent to it; taken away after the work. */
async function withServer<T>(
    runtime: RuntimeName,
    work: (pid: number, work: Omit<Work, "seconds">) => Promise<T>,
): Promise<T> {
    const directory = await mkdtemp(path.join(tmpdir(), "server-"));
    const serverName = "servers";
    const cell = await authority("cell");
    const client = await cell.issue({ hosts: ["gate"] });
    const tls = await writeIdentity(directory, await cell.issue({ hosts: [serverName] }));
    const server = new ModelServer({
        TMPDIR: tmpdir(),
        MODEL_NAME: model.name,
        MODEL_VERSION: model.version,
        MODEL_URI: file,
        MODEL_DIGEST: digestOf(model.version),
        MODEL_RUNTIME: runtime,
        PORT: "0",
        TLS_CERT: tls.cert,
        TLS_KEY: tls.key,
        TLS_CA: tls.ca,
        TLS_CLIENT_NAMES: "gate",
    });
    try {
        await server.event("listening");
        await server.event("ready");
        const pid = server.process.pid!;
        bind(pid, "measured");
        return await work(pid, {
            target: { port: server.port, serverName, ...client },
            questions: samples.map(body => ({ path: `/v2/models/${model.name}/infer`, body })),
            connections,
        });
    } finally {
        await server.kill();
        await rm(directory, { recursive: true, force: true });
    }
}
