import { basename } from "node:path";
import { isAlive } from "../../tools/process-identity";
import { endProcesses } from "../../tools/processes";
import { readStarter, STARTER } from "../engine";
import { runningProcesses, variableOf, type RunningProcess } from "../processes";

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
export function findOrphans(pulumiHome: string): RunningProcess[] {
    const all = runningProcesses();
    const byPid = new Map(all.map(running => [running.pid, running]));
    const hasEngineAbove = ({ parent }: RunningProcess): boolean => {
        const above = byPid.get(parent);
        return above !== undefined && (isEngine(above) || hasEngineAbove(above));
    };
    return all.filter(
        running =>
            isStartedByEngine(running) &&
            !hasEngineAbove(running) &&
            variableOf(running.pid, "PULUMI_HOME") === pulumiHome,
    );
}

/** Engines whose command was killed: each goes on by itself, with nobody to see what it does. */
export function findAbandonedEngines(pulumiHome: string): RunningProcess[] {
    return runningProcesses().filter(running => {
        if (!isEngine(running) || variableOf(running.pid, "PULUMI_HOME") !== pulumiHome) return false;
        const starter = readStarter(variableOf(running.pid, STARTER));
        return starter !== undefined && !isAlive(starter);
    });
}

/** Ends all that killed runs have left, and returns it. */
export async function endOrphans(pulumiHome: string): Promise<RunningProcess[]> {
    const engines = findAbandonedEngines(pulumiHome);
    await endProcesses(engines);
    const orphans = findOrphans(pulumiHome);
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
