import { spawn } from "node:child_process";

import type { Result } from "../../cli/drill/result";
import { command, type Ended } from "../cli/command";
import { untilHealthy } from "./healthy";
import type { LocalStack } from "./local-stack";
import { undisturbed } from "./undisturbed";
import { until } from "./until";

export interface Drilled extends Ended {
    /** What it found. */
    readonly result: Result & { readonly file: string; readonly page: string };
    /** What was expected and was not so. */
    readonly missed: readonly string[];
    /** How often it was begun: more than once where it would have told nothing. */
    readonly runs: number;
}

/** How often a drill is begun, at most, until it breaks something. */
const mostRuns = 3;

/**
 * A drill that broke nothing since a look or a request failed before: by its own words such a run tells nothing. On a busy machine one
 * server that is late for two seconds is enough for it.
 */
function reportedNothing({ code, stdout, stderr }: Ended): boolean {
    return code === 2 && /the stack is unhealthy|requests failed before the failure was injected/.test(stdout + stderr);
}

/** Runs a drill on a stack of a test, as a user does, again where a run tells nothing. Throws what it says where it can't be run. */
export async function drill(stack: LocalStack, ...argv: readonly string[]): Promise<Drilled> {
    for (let runs = 1; ; runs++) {
        const ended = await startDrill(stack, ...argv, "--json").ended;
        if (reportedNothing(ended) && runs < mostRuns) {
            console.log(`      ${argv[0] ?? ""} told nothing: ${ended.stdout}`);
            await untilHealthy(stack);
            continue;
        }
        const { code, stdout, stderr } = ended;
        if (code !== 0 && code !== 1) {
            throw new Error(`${argv[0] ?? ""} ended with ${code ?? "a signal"}: ${stderr}${stdout}`);
        }
        const result = JSON.parse(stdout) as Drilled["result"];
        const missed = result.findings.filter(({ isMet }) => !isMet).map(({ expected }) => expected);
        return { ...ended, result, missed, runs };
    }
}

/** Expectations of drills that a server misses which is late for seconds. */
const lateness: readonly (string | RegExp)[] = [
    "no failed requests",
    "no failed inferences",
    "no failed requests of other cells",
    "no requests failed after recovery",
    /^all requests succeeded again /,
    /^recovery\.rtoSeconds /,
];

/** A drill whose own requests were sent so late had no processor, nor had the servers that it asks. */
const LATE_MS = 100;

function lateLoad({ result: { latestMs } }: { readonly result: Result }): string | undefined {
    return latestMs < LATE_MS ? undefined : `the load was late by ${latestMs} ms`;
}

const isOfLateness = (expected: string) =>
    lateness.some(late => (typeof late === "string" ? late === expected : late.test(expected)));

/**
 * What a drill has found that is not as expected, without what late answers can make it miss where its own load was late, too. For drills that take
 * too long to be run again.
 */
export function missedBy(result: Result): string[] {
    const missed = result.findings.filter(({ isMet }) => !isMet);
    const late = missed.some(({ expected }) => isOfLateness(expected)) ? lateLoad({ result }) : undefined;
    if (late !== undefined) console.log(`      not evaluated by how soon all was answered: ${late}`);
    return missed
        .filter(({ expected }) => late === undefined || !isOfLateness(expected))
        .map(({ expected, found }) => `${expected}: ${found}`);
}

/**
 * The result of a drill that is expected to pass. One that missed only what late answers can make it miss runs again where a health check
 * of what the drill does not break had no answer in time, or its load was sent late. A wrong or leaked answer and a lost write count at once.
 */
export async function passingDrill(stack: LocalStack, ...argv: readonly string[]): Promise<Drilled> {
    const of = argv.findIndex(one => one === "--region" || one === "--cell") + 1;
    const broken = argv[of]!.replace("local:", "");
    const checks = new RegExp(`^(?!.*\\b${broken}\\b)`);
    const hasFailed = ({ missed }: Drilled) => missed.length > 0 && missed.every(isOfLateness);
    let runs = 0;
    return undisturbed(stack, { checks, hasFailed, lateness: lateLoad }, async isAgain => {
        if (isAgain) await untilHealthy(stack);
        const found = await drill(stack, ...argv);
        runs += found.runs;
        return { ...found, runs };
    });
}

/** Starts a drill, again where a run tells nothing, and returns once it has said something. */
export async function drillThatSaid(stack: LocalStack, what: RegExp, ...argv: readonly string[]) {
    for (let runs = 1; ; runs++) {
        const started = startDrill(stack, ...argv);
        let ended: Ended | undefined;
        void started.ended.then(one => (ended = one));
        const hasSaid = () => what.test(started.reported());
        await until(`the drill says ${what.source}`, () => hasSaid() || ended !== undefined, 60_000);
        if (hasSaid()) return started;
        if (runs === mostRuns || !reportedNothing(ended!))
            throw new Error(`the drill has ended: ${JSON.stringify(ended)}`);
        await untilHealthy(stack);
    }
}

/** The same, to be ended while it runs: it is begun once. */
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
    return { child, ended, reported: () => stderr };
}

/** What a drill found, in a line for the reader of the tests' output; of one that failed, also why requests failed. */
export function inShort({ result }: { readonly result: Result }): string {
    const { drill, passed, rtoSeconds, rpoSeconds, requests, failed, slow, leaked, figures } = result;
    const reasons = passed ? "" : `; ${JSON.stringify(result.reasons)}, load late by ${result.latestMs} ms`;
    return `      ${drill} ${passed ? "passed" : "failed"}: RTO ${rtoSeconds ?? "none"} s, RPO ${rpoSeconds ?? "none"} s, ${requests} requests, ${failed} failed, ${slow} slow, ${figures.wrong} wrong, ${leaked} leaked, ${figures.lost} writes lost${reasons}`;
}
