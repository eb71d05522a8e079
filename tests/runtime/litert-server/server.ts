import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

import { getLitertServer } from "../../../tools/litert";
import { type Environment, Program } from "../program";

/** One of the tiny models beside this file. */
export function modelFile(name: string): string {
    return path.join(__dirname, "models", `${name}.tflite`);
}

export function digestOf(file: string): string {
    return `sha256:${createHash("sha256").update(readFileSync(file)).digest("hex")}`;
}

/** What a server of that model is configured with; `PORT` 0 lets the system choose. */
export function environmentOf(model: string, more: Environment = {}): Environment {
    const file = modelFile(model);
    return {
        MODEL_NAME: model,
        MODEL_VERSION: "1.0.0",
        MODEL_URI: file,
        MODEL_DIGEST: digestOf(file),
        ...("SOCKET" in more ? {} : { PORT: "0" }),
        ...more,
    };
}

/** The program itself, with the pinned packages. */
export class LitertServer extends Program {
    static async started(environment: Environment): Promise<LitertServer> {
        const { command, environment: own } = await getLitertServer();
        return new LitertServer("litert-server", { ...own, ...environment }, command);
    }

    /** Up and listening; with a model that is wrong, that is as far as it gets. */
    static async listening(environment: Environment): Promise<LitertServer> {
        const server = await LitertServer.started(environment);
        await server.event("listening");
        return server;
    }

    static async ready(environment: Environment): Promise<LitertServer> {
        const server = await LitertServer.listening(environment);
        await server.event("ready");
        return server;
    }
}
