import { spawn } from "node:child_process";

import { goProgram } from "../go-program";

/** An operation on a register, as `main.go` reads it. */
export interface Operation {
    readonly client: number;
    readonly key: string;
    readonly kind: "read" | "write" | "swap";
    readonly expected?: string;
    readonly value?: string;
    /** Nanoseconds. */
    readonly call: number;
    /** 0 where no answer came. */
    readonly return: number;
    readonly seen?: string;
    readonly done?: boolean;
}

export const linearizability = { name: "linearizability", version: "1.3.1", minimumGo: "1.23" };

/** Whether a history is linearizable, by Porcupine; `unknown` where that takes too long to say. */
export async function check(history: readonly Operation[]): Promise<"ok" | "illegal" | "unknown"> {
    const child = spawn(await goProgram(linearizability), { stdio: ["pipe", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stdin.end(history.map(operation => `${JSON.stringify(operation)}\n`).join(""));
    const code = await new Promise<number | null>(resolve => child.once("close", resolve));
    if (code === null || code > 1) {
        throw new Error(`the checker ended with ${code}`);
    }
    return (JSON.parse(output) as { result: "ok" | "illegal" | "unknown" }).result;
}
