import { basename } from "node:path";
import { isAlive } from "../../tools/process-identity";
import {
    endProcesses,
    processesWithEnvironment,
    runningProcesses,
    variableOf,
    type RunningProcess,
} from "../../tools/processes";
import { readStarter, STARTER } from "../engine";

/** What the engine starts: its hosts by their own name, and what these run inside the SDK. */
const STARTED_BY_ENGINE = [
    /(^|\/)pulumi-language-nodejs$/,
    /(^|\/)pulumi-resource-pulumi-nodejs$/,
    /\/@pulumi\/pulumi\/cmd\/(run|run-plugin|run-policy-pack|dynamic-provider)(\/index\.js)?$/,
];

/**
 * The processes that a killed engine has left behind. Its command line and its environment must both say so: a user's
 * shell carries the same variable. What has a living engine above it belongs to that one's run.
 */
export async function findOrphans(pulumiHome: string): Promise<RunningProcess[]> {
    const all = await runningProcesses();
    const isOurs = await isMarked(pulumiHome);
    const byPid = new Map(all.map(running => [running.pid, running]));
    const hasEngineAbove = ({ parent }: RunningProcess): boolean => {
        const above = byPid.get(parent);
        return above !== undefined && (isEngine(above) || hasEngineAbove(above));
    };
    return all.filter(running => isStartedByEngine(running) && isOurs(running) && !hasEngineAbove(running));
}

/** Engines whose command was killed. They continue unattended. */
export async function findAbandonedEngines(pulumiHome: string): Promise<RunningProcess[]> {
    const isOurs = await isMarked(pulumiHome);
    const engines = (await runningProcesses()).filter(running => isEngine(running) && isOurs(running));
    const starters = await Promise.all(engines.map(async ({ pid }) => readStarter(await variableOf(pid, STARTER))));
    return engines.filter((_, i) => {
        const starter = starters[i];
        return starter !== undefined && !isAlive(starter);
    });
}

async function isMarked(pulumiHome: string): Promise<(running: RunningProcess) => boolean> {
    const marked = new Set((await processesWithEnvironment("PULUMI_HOME", pulumiHome)).map(({ pid }) => pid));
    return ({ pid }) => marked.has(pid);
}

/** Ends all that killed runs have left, and returns it. */
export async function endOrphans(pulumiHome: string): Promise<RunningProcess[]> {
    const engines = await findAbandonedEngines(pulumiHome);
    await endProcesses(engines);
    const orphans = await findOrphans(pulumiHome);
    await endProcesses(orphans);
    return [...engines, ...orphans];
}

/** The program, or the script that an interpreter runs. */
function isStartedByEngine({ argv }: RunningProcess): boolean {
    const [program = "", ...rest] = argv;
    const script = rest.find(argument => !argument.startsWith("-")) ?? "";
    return STARTED_BY_ENGINE.some(pattern => pattern.test(program) || pattern.test(script));
}

function isEngine({ argv }: RunningProcess): boolean {
    return basename(argv[0] ?? "") === "pulumi";
}
