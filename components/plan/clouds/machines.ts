import type { HostingPlan } from "../serving/serving";
import type { Machine, Machines } from "./cloud";

/** What a replica with GPUs runs on, and how much of it is the replica's. */
export interface MachineShare {
    readonly machine: Machine;
    readonly gpus: number;
    /** Processors. */
    readonly cpu: number;
    readonly memoryGiB: number;
}

/**
 * The named machine, or the cheapest that holds a replica. What is not asked for is shared out by GPUs. Undefined where there is none that
 * holds it.
 */
export function machineFor(
    { types, memoryLeft }: Machines,
    { cpu, gpu, memoryGiB }: { [K in "cpu" | "gpu" | "memoryGiB"]?: HostingPlan[K] | undefined },
): MachineShare | undefined {
    const { count, type } = { count: 1, ...gpu };
    const machine = types.find(
        each =>
            (type === undefined || each.type === type) &&
            each.gpus >= count &&
            each.cpu >= (cpu ?? 0) &&
            each.memoryGiB * memoryLeft >= (memoryGiB ?? 0),
    );
    if (machine === undefined) {
        return undefined;
    }
    const part = count / machine.gpus;
    return {
        machine,
        gpus: count,
        cpu: cpu ?? machine.cpu * part,
        memoryGiB: memoryGiB ?? machine.memoryGiB * memoryLeft * part,
    };
}
