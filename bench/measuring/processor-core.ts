import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/**
 * Cores for what is measured and for what measures it, so that neither takes the other's. The system chooses where there
 * is one core only, or no `taskset` (util-linux).
 */
export const cores = availableParallelism() > 1 ? { measured: 0, measuring: 1 } : undefined;

/** Binds a process, with all its threads. */
export function bind(pid: number, role: keyof NonNullable<typeof cores>): void {
    if (cores !== undefined) spawnSync("taskset", ["-a", "-c", "-p", `${cores[role]}`, `${pid}`]);
}
