import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";

import { getTool, localTools, progressOn, tools } from "../../tools";
import { answerOf } from "../../tools/command";
import { packageRoot } from "../../tools/package-root";
import { versionIn } from "../../tools/version";

type LocalTool = (typeof localTools)[number];

/** Under what a figure was measured. */
export interface Conditions {
    /** Start of the run. */
    readonly date: string;
    /** Undefined if files differ from it: then what was measured can't be reproduced. */
    readonly commit?: string;
    readonly platform: string;
    readonly processor: string;
    readonly cores: number;
    readonly memoryGiB: number;
    readonly node: string;
    readonly tools: Readonly<Record<LocalTool, string>>;
    /** Of the last minute before the run, as the operating system counts it. */
    readonly loadAverage: number;
    /** Whether the machine had nothing else to do when the run began. Timings of a busy machine are not to be quoted. */
    readonly quiet: boolean;
}

/** Load per core, up to which a machine counts as quiet. The build before a run leaves about a fifth on two cores. */
const quietLoadPerCore = 0.3;

export async function conditionsNow(): Promise<Conditions> {
    const processors = cpus();
    const [loadAverage = 0] = loadavg();
    const commit = cleanCommit();
    return {
        date: new Date().toISOString(),
        ...(commit === undefined ? {} : { commit }),
        platform: `${process.platform}-${process.arch}`,
        processor: processors[0]?.model.trim() ?? "unknown",
        cores: processors.length,
        memoryGiB: Math.round(totalmem() / 2 ** 30),
        node: process.versions.node,
        tools: await toolVersions(),
        loadAverage: Math.round(loadAverage * 100) / 100,
        quiet: loadAverage <= quietLoadPerCore * processors.length,
    };
}

async function toolVersions(): Promise<Record<LocalTool, string>> {
    const versions = {} as Record<LocalTool, string>;
    for (const name of localTools) {
        const program = await getTool(name, progressOn());
        versions[name] = versionIn((await answerOf(program, tools[name].versionArgs)) ?? "") ?? "unknown";
    }
    return versions;
}

function cleanCommit(): string | undefined {
    const git = (...args: string[]) =>
        execFileSync("git", args, { cwd: packageRoot(), encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    try {
        // The results of an earlier run change nothing about this one.
        return git("status", "--porcelain", "--", ".", ":!bench/results.json") === ""
            ? git("rev-parse", "HEAD")
            : undefined;
    } catch {
        // Measured in a copy without history.
        return undefined;
    }
}
