import { spawn } from "node:child_process";

import type { Result } from "../../cli/drill/result";
import { command, type Ended } from "../cli/command";
import type { LocalStack } from "./local-stack";

export interface Drilled extends Ended {
    /** What it found. */
    readonly result: Result & { readonly file: string; readonly page: string };
    /** What was expected and was not so. */
    readonly missed: readonly string[];
}

/** Runs a drill on a stack of a test, as a user does. Throws what it says where it can't be run. */
export async function drill(stack: LocalStack, ...argv: readonly string[]): Promise<Drilled> {
    const { ended } = startDrill(stack, ...argv, "--json");
    const { code, stdout, stderr } = await ended;
    if (code !== 0 && code !== 1) throw new Error(`${argv[0] ?? ""} ended with ${code ?? "a signal"}: ${stderr}`);
    const result = JSON.parse(stdout) as Drilled["result"];
    const missed = result.findings.filter(({ isMet }) => !isMet).map(({ expected }) => expected);
    return { code, stdout, stderr, result, missed };
}

/** The same, to be ended while it runs. */
export function startDrill(stack: LocalStack, ...argv: readonly string[]) {
    const child = spawn(process.execPath, [command, "drill", ...argv, "-s", stack.name], {
        cwd: stack.project,
        stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve, reject) => {
        child.on("error", reject).on("close", code => {
            resolve({ code, stdout, stderr });
        });
    });
    return { child, ended, told: () => stderr };
}

/** What a drill found, in a line for the reader of the tests' output; of one that failed, also why requests failed. */
export function inShort({ result }: Drilled): string {
    const { drill, passed, rtoSeconds, rpoSeconds, requests, failed, slow, leaked, figures } = result;
    const reasons = passed ? "" : `; ${JSON.stringify(result.reasons)}, load late by ${result.latestMs} ms`;
    return `      ${drill} ${passed ? "passed" : "failed"}: RTO ${rtoSeconds ?? "none"} s, RPO ${rpoSeconds ?? "none"} s, ${requests} requests, ${failed} failed, ${slow} slow, ${figures.wrong} wrong, ${leaked} leaked, ${figures.lost} writes lost${reasons}`;
}
