import assert from "node:assert/strict";

import type { RunResult } from "../../cli/engine";

/** A stack under the engine. */
interface Running {
    run(...args: string[]): Promise<RunResult>;
}

/** Operations with the names of the resources that they fall on, in order; what stays the same is left out. */
export type Steps = Readonly<Record<string, readonly string[]>>;

export interface Step {
    readonly op: string;
    readonly urn: string;
}

/** What the engine would do now. */
export async function planned(stack: Running): Promise<Steps> {
    const { exitCode, output, errors } = await stack.run("preview", "--json");
    assert.equal(exitCode, 0, errors || output);
    const { steps = [], diagnostics = [] } = JSON.parse(output) as {
        readonly steps?: readonly Step[];
        readonly diagnostics?: readonly { readonly message?: string }[];
    };
    // A change that no config explains has its reason here, which a test that fails shows.
    for (const { message = "" } of diagnostics)
        if (message.includes("an update restores it")) console.log(message.trim());
    return byOperation(steps);
}

/** What an update did; fails with what the engine said. */
export async function updated(stack: Running): Promise<Steps> {
    return byOperation(await stepsOfUpdate(stack));
}

/** The same in the order in which it began. */
export async function stepsOfUpdate(stack: Running): Promise<Step[]> {
    const { exitCode, output, errors } = await stack.run("up", "--yes", "--skip-preview", "--json");
    const events = output
        .split("\n")
        .filter(line => line.startsWith("{"))
        .map(line => JSON.parse(line) as EngineEvent);
    const said = events.flatMap(({ diagnosticEvent }) => diagnosticEvent?.message ?? []).join("");
    assert.equal(exitCode, 0, said || errors);
    return events.flatMap(event => stepOf(event) ?? []);
}

/** What an event says to have begun; undefined where that changes nothing. */
export function stepOf({ resourcePreEvent }: EngineEvent): Step | undefined {
    const step = resourcePreEvent?.metadata;
    return step?.op === "same" ? undefined : step;
}

/** A line of what the engine writes with `--json`. */
export interface EngineEvent {
    readonly resourcePreEvent?: { readonly metadata: Step };
    readonly diagnosticEvent?: { readonly message: string };
}

function byOperation(steps: readonly Step[]): Steps {
    const found: Record<string, string[]> = {};
    for (const { op, urn } of steps) {
        if (op !== "same") {
            (found[op] ??= []).push(urn.split("::").at(-1)!);
        }
    }
    return Object.fromEntries(Object.entries(found).map(([op, names]) => [op, names.sort()]));
}
