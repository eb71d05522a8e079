import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import type { Question, Target } from "./reused-connections";
import { bind } from "../measuring/processor-core";
import { onPath } from "../programs/program";

/** What a process of its own sends, closed-loop: as soon as one is answered, the next. */
export interface Work {
    readonly target: Target;
    /** Asked in turn. */
    readonly questions: readonly Question[];
    readonly connections: number;
    readonly seconds: number;
}

/** Sends the work, and returns how many requests were answered. Fails where one was not, or not with 200. */
export type Generator = (work: Work) => Promise<number>;

/** By Node. */
export const nodeGenerator: Generator = async work => {
    const child = fork(path.join(__dirname, "load-process.ts"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    try {
        bind(child.pid!, "measuring");
        child.send(work);
        const [answered] = (await Promise.race([once(child, "message"), once(child, "exit").then(() => [])])) as [
            number?,
        ];
        if (answered === undefined) throw new Error("the load generator has failed");
        return answered;
    } finally {
        child.kill("SIGKILL");
    }
};

/** By `wrk`, which costs a tenth of that: for one question, and without a certificate. */
export function wrkGenerator(directory: string): Generator | undefined {
    const program = onPath("wrk");
    return program === undefined ? undefined : work => wrk(program, directory, work);
}

async function wrk(program: string, directory: string, { target, questions, connections, seconds }: Work) {
    const script = path.join(directory, "wrk.lua");
    await writeFile(script, scriptFor(target, questions[0]!));
    const child = promisify(execFile)(program, [
        ...["--threads", "1", "--connections", `${connections}`, "--duration", `${seconds}s`, "--script", script],
        `https://${target.serverName}:${target.port}`,
    ]);
    bind(child.child.pid!, "measuring");
    const { stdout } = await child;
    const answered = Number(/(\d+) requests in/.exec(stdout)?.[1]);
    if (!(answered > 0) || /Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk says: ${stdout}`);
    return answered;
}

/** It names the cell in TLS, by its URL, and connects to this machine. */
function scriptFor({ serverName }: Target, { path, headers, body }: Question): string {
    const all = { Host: serverName, "Content-Type": "application/json", ...headers };
    return [
        'function wrk.resolve(_, port) wrk.addrs = wrk.lookup("127.0.0.1", port) end',
        'wrk.method = "POST"',
        `wrk.path = ${JSON.stringify(path)}`,
        `wrk.body = ${JSON.stringify(body)}`,
        ...Object.entries(all).map(
            ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
        ),
    ].join("\n");
}
