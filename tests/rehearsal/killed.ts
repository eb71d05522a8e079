import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { updated } from "../engine/steps";
import { until } from "../support/until";
import { MadeThings } from "./made";
import { Rehearsal } from "./rehearsal";

const stack = "aws-one-region";

export function prepared(): Promise<Rehearsal> {
    const config = readFileSync(path.join(packageRoot(), "stacks", `Pulumi.${stack}.yaml`), "utf8");
    return Rehearsal.prepare(stack, config, { checkpoints: true });
}

export interface Fault {
    readonly how: "slow" | "untold";
    readonly type: string;
}

/** Kills the engine of an update while the cloud takes its time with a resource; the rest is made by then, and known. */
export async function killedBy({ how, type }: Fault, rehearsal: Rehearsal): Promise<void> {
    rehearsal.fail({ how, type, ms: 600_000, times: 1 });
    const update = rehearsal.run("up", "--yes", "--skip-preview");
    await until("it is being made", () => rehearsal.haveFailed(), 120_000);
    await settled(rehearsal);
    await rehearsal.kill();
    assert.notEqual((await update).exitCode, 0);
    rehearsal.fail();
    // The lock of the engine that is gone.
    await rehearsal.engine.ask(["cancel", "--yes", "--stack", stack]);
}

/** Completes an update, after which the engine knows everything that is there: nothing was made twice. Returns what that is. */
export async function completed(rehearsal: Rehearsal): Promise<readonly string[]> {
    await rehearsal.up();
    assert.deepEqual(await updated(rehearsal), {});
    const known = new MadeThings(await rehearsal.state()).all.map(named).sort();
    assert.deepEqual(rehearsal.things().map(named).sort(), known);
    return known;
}

/** That an update that was killed while it made a resource of this type is gone on with, and uses what was there. */
export async function goesOnFrom(type: string, rehearsal: Rehearsal): Promise<void> {
    await killedBy({ how: "slow", type }, rehearsal);
    const there = rehearsal.things();
    assert.ok(there.length > 0);
    assert.ok(!there.some(thing => thing.type === type));
    const known = await completed(rehearsal);
    assert.deepEqual(
        there.map(named).filter(name => !known.includes(name)),
        [],
        "what was there is used",
    );
}

const named = ({ id, type }: { readonly type: string; readonly id: string }) => `${type} ${id}`;

/**
 * Returns when the engine has waited for that one resource alone for a while, and nothing more was made. What else it had begun would be
 * there without its knowing: on a busy machine a resource may take longer than any while.
 */
async function settled(rehearsal: Rehearsal): Promise<void> {
    let [last, since] = [-1, Date.now()];
    await until(
        "nothing more is made",
        () => {
            const count = rehearsal.things().length;
            if (count !== last || rehearsal.pending() !== 1) [last, since] = [count, Date.now()];
            return Date.now() - since > 3_000;
        },
        240_000,
    );
}
