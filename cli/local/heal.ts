import { rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { startDate } from "../../tools/process-identity";
import type { Engine } from "../engine";
import { endOrphans } from "./orphans";
import { hasPendingOperations, locksOf, type StackLock } from "./state";

/** The clock may have been set since the process started. */
const CLOCK_TOLERANCE_MS = 2_000;

/** Brings back to order what a killed run has left, and says what it did. A run that lives is left alone and refused. */
export async function heal(engine: Engine): Promise<string[]> {
    const { state, home, stack } = engine.workspace;
    const orphans = await endOrphans(home);
    const locks = locksOf(state, stack);
    for (const lock of locks) refuseLiving(lock, stack);
    const done = orphans.map(
        ({ pid, argv }) => `ended process ${pid}, left by a killed run (${argv.slice(0, 2).join(" ")})`,
    );
    if (locks.length > 0) {
        await engine.ask(["cancel", "--yes", "--stack", stack]);
        done.push(`cleared the lock of process ${locks.map(lock => lock.pid).join(", ")}, which has ended`);
    }
    if (hasPendingOperations(state, stack)) {
        await forgetPendingOperations(engine);
        done.push("cleared the operations that a killed run had begun; the next update starts them again");
    }
    return done;
}

function refuseLiving(lock: StackLock, stack: string): void {
    if (lock.hostname !== hostname()) {
        throw new Error(
            `stack ${stack} is locked by process ${lock.pid} on host ${lock.hostname}, which can't be looked at from here; ` +
                `if it has ended, run \`pulumi cancel --stack ${stack}\``,
        );
    }
    const started = startDate(lock.pid);
    // A process that started after the lock was taken was given its dead owner's pid.
    if (started !== undefined && started.getTime() <= lock.timestamp.getTime() + CLOCK_TOLERANCE_MS) {
        throw new Error(`stack ${stack} is being updated by process ${lock.pid}; wait for it to end, or end it`);
    }
}

interface Deployment {
    deployment: { pending_operations?: unknown[] };
}

/**
 * The engine only warns of pending operations, but goes on warning until told their outcome. The outcome is
 * immaterial here: the resources of a local stack are made so that making them again finds what there is.
 */
async function forgetPendingOperations(engine: Engine): Promise<void> {
    const { directory, stack } = engine.workspace;
    const exported = JSON.parse(await engine.ask(["stack", "export", "--stack", stack])) as Deployment;
    delete exported.deployment.pending_operations;
    const file = join(directory, "healed-state.json");
    try {
        writeFileSync(file, JSON.stringify(exported), { mode: 0o600 });
        await engine.ask(["stack", "import", "--stack", stack, "--file", file]);
    } finally {
        rmSync(file, { force: true });
    }
}
