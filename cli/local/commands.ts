import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { getTool, localTools, progressOn, type ToolName } from "../../tools";
import { endProcesses, processesWithEnvironment, RUNTIME_VARIABLE } from "../../tools/processes";
import { openEngine, type Engine } from "../engine";
import { healFailures } from "../operations";
import { runShowing } from "./engine-output";
import { heal } from "./heal";
import { shellLines } from "./shell";
import { stacksIn } from "./state";
import { describeCells, type CellOutput } from "./table";

/** What a command receives from its caller. */
export interface Session {
    readonly project: string;
    readonly stack: string;
    /** Shows the engine's own output, a line for each resource, instead of a line for each component. */
    readonly verbose?: boolean;
    /** Receives the engine as soon as there is one, to pass signals on to it. */
    readonly onEngine?: (engine: Engine) => void;
}

const note = (text: string) => process.stderr.write(`${text}\n`);

/** Returns the exit code. */
export async function up(session: Session, json: boolean): Promise<number> {
    const engine = await open(session);
    const { stack } = session;
    for (const done of await heal(engine)) note(done);
    for (const done of await healFailures(session.project, stack)) note(done);
    await ensureStack(engine);
    const args = ["up", "--yes", "--skip-preview", "--suppress-outputs", "--stack", stack];
    const exitCode = await runShowing(engine, args, session, json ? process.stderr : process.stdout);
    if (exitCode !== 0) return exitCode;

    const outputs = JSON.parse(await engine.ask(["stack", "output", "--json", "--stack", stack])) as {
        cells?: CellOutput[];
    };
    const cells = outputs.cells?.every(cell => typeof cell === "object" && "url" in cell) ? outputs.cells : undefined;
    // A program of the project's own has outputs of its own.
    const shown = cells === undefined ? describeOutputs(outputs) : describeCells(cells);
    const reported = cells === undefined ? outputs : { cells };
    process.stdout.write(json ? `${JSON.stringify(reported, undefined, 2)}\n` : `\n${shown}\n`);
    return 0;
}

function describeOutputs(outputs: object): string {
    const lines = Object.entries(outputs).map(([name, value]) => `${name}: ${JSON.stringify(value, undefined, 2)}`);
    return lines.join("\n") || "the program has no outputs";
}

/** Returns the exit code. */
export async function down(session: Session): Promise<number> {
    const { stack, project } = session;
    for (const done of await healFailures(project, stack)) note(done);
    const [directory, state] = [join(project, ".meridian"), join(project, ".meridian", "state")];
    if (stacksIn(state).includes(stack)) {
        const engine = await open(session);
        for (const done of await heal(engine)) note(done);
        const args = ["destroy", "--yes", "--skip-preview", "--stack", stack];
        const exitCode = await runShowing(engine, args, session, process.stdout);
        if (exitCode !== 0) return exitCode;
        await engine.ask(["stack", "rm", "--yes", "--preserve-config", "--stack", stack]);
    } else {
        note(`there is no stack ${stack}`);
    }
    // Normally none: what ran without being in the state, because the state was lost, must not outlive its directory.
    await endProcesses(await processesWithEnvironment(RUNTIME_VARIABLE, join(directory, "stacks", stack)));
    const others = stacksIn(state);
    const kept = keptIn(join(directory, "stacks", stack));
    if (kept.length > 0) {
        note(`stack ${stack} is gone; what it has kept is in ${kept.join(", ")}; delete that to be rid of it`);
    } else if (others.length > 0) {
        note(`stack ${stack} is gone; ${directory} is kept for stack ${others.join(", ")}`);
    } else if (keptElsewhere(directory).length > 0) {
        note(`stack ${stack} is gone; what is kept is in ${keptElsewhere(directory).join(", ")}`);
    } else {
        rmSync(directory, { recursive: true, force: true });
        note(`stack ${stack} is gone, and ${directory} with it`);
    }
    return 0;
}

/** What stacks that are gone have kept, and services in a directory of their own. */
function keptElsewhere(directory: string): string[] {
    const stacks = join(directory, "stacks");
    return [
        ...namesIn(directory).map(name => join(directory, name)),
        ...namesIn(stacks).map(name => join(stacks, name)),
    ]
        .filter(root => statSync(root).isDirectory())
        .flatMap(keptIn);
}

/** What a stack has kept: of each cell its store's data, with the key that alone can read it, and its audit trail, in several places. */
function keptIn(stack: string): string[] {
    const cells = join(stack, "cells");
    return namesIn(cells).flatMap(cell => [
        ...[join(cells, cell, "store")].filter(store => existsSync(store)),
        ...namesIn(join(cells, cell))
            .map(place => join(cells, cell, place, "audit"))
            .filter(audit => existsSync(audit)),
    ]);
}

function namesIn(directory: string): string[] {
    return existsSync(directory) ? readdirSync(directory).sort() : [];
}

/** Prepares what `up` prepares, and prints how a shell reaches it. */
export async function env(session: Session): Promise<number> {
    const engine = await open(session);
    await ensureStack(engine);
    process.stdout.write(`${shellLines(engine.workspace, process.env.PATH).join("\n")}\n`);
    return 0;
}

/** An engine, with all tools of a local stack installed. */
async function open({ project, stack, onEngine }: Session): Promise<Engine> {
    const progress = progressOn();
    const paths = new Map<ToolName, string>();
    for (const name of localTools) paths.set(name, await getTool(name, progress));
    const engine = openEngine(project, stack, paths.get("pulumi") ?? "pulumi");
    onEngine?.(engine);
    return engine;
}

async function ensureStack(engine: Engine): Promise<void> {
    const { state, stack, project } = engine.workspace;
    if (stacksIn(state).includes(stack)) return;
    if (!["yaml", "yml", "json"].some(end => existsSync(join(project, `Pulumi.${end}`)))) {
        throw new Error(
            `${project} has no Pulumi.yaml, which names the program to run; restore it from version control`,
        );
    }
    await engine.ask(["stack", "init", stack]);
}
