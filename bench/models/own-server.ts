import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

import type { RuntimeName } from "../../runtime/model-server/environment";
import { samples } from "../../tests/support/cell-under-test";
import { authority, writeIdentity } from "../../tests/support/certificates";
import { digestOf } from "../../tests/support/stack-config";
import { ModelServer } from "../../tests/runtime/model-server/server";
import { allocator } from "../../tools/allocator";
import { packageRoot } from "../../tools/package-root";
import type { Work } from "../load/load-generator";
import { bind } from "../measuring/processor-core";

export const connections = 16;

export const model = { name: "screening", version: "1.0.0" };
export const file = path.join(packageRoot(), "stacks", "models", model.name, model.version, "model.onnx");
export const questions = samples.map(body => ({ path: `/v2/models/${model.name}/infer`, body }));

export const runtimes: Readonly<Record<RuntimeName, string>> = { wasm: "onnxruntime-web", native: "onnxruntime-node" };

export function isInstalled(module: string): boolean {
    try {
        createRequire(__filename).resolve(module);
        return true;
    } catch {
        return false;
    }
}

/** How the server differs from one that a stack runs by default. */
export interface Variant {
    /** In plain text instead of mutual TLS. */
    readonly plain?: true;
    readonly batching?: { readonly size: number; readonly waitMs: number };
}

/** A server that is ready. */
export interface Served {
    readonly pid: number;
    /** Milliseconds from its start. */
    readonly startMs: number;
}

/** The program as a stack runs it, and what is sent to it; taken away after the work. */
export async function withServer<T>(
    runtime: RuntimeName,
    { plain, batching }: Variant,
    work: (served: Served, work: Omit<Work, "seconds">) => Promise<T>,
): Promise<T> {
    const directory = await mkdtemp(path.join(tmpdir(), "server-"));
    const serverName = "servers";
    const cell = await authority("cell");
    const client = await cell.issue({ hosts: ["gate"] });
    const tls = await writeIdentity(directory, await cell.issue({ hosts: [serverName] }));
    const begun = performance.now();
    const server = new ModelServer({
        ...allocator,
        TMPDIR: tmpdir(),
        MODEL_NAME: model.name,
        MODEL_VERSION: model.version,
        MODEL_URI: file,
        MODEL_DIGEST: digestOf(model.version),
        MODEL_RUNTIME: runtime,
        PORT: "0",
        ...(batching && { BATCH_SIZE: `${batching.size}`, BATCH_WAIT_MS: `${batching.waitMs}` }),
        ...(plain ? {} : { TLS_CERT: tls.cert, TLS_KEY: tls.key, TLS_CA: tls.ca, TLS_CLIENT_NAMES: "gate" }),
    });
    try {
        await server.event("listening");
        await server.event("ready");
        const startMs = performance.now() - begun;
        const pid = server.process.pid!;
        bind(pid, "measured");
        const target = { port: server.port, serverName, ...(plain ? {} : client) };
        return await work({ pid, startMs }, { target, questions, connections });
    } finally {
        await server.kill();
        await rm(directory, { recursive: true, force: true });
    }
}
