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
 * The named machine, or the cheapest of the region that holds a replica. What is not asked for is shared out by GPUs. Undefined where there
 * is none that holds it. A named machine counts as offered everywhere: a region may have begun to offer it since.
 *
 * @param region its name on the cloud; without one, a machine of any region
 */
export function machineFor(
    { notOffered = {}, types, memoryLeft }: Machines,
    { cpu, gpu, memoryGiB }: { [K in "cpu" | "gpu" | "memoryGiB"]?: HostingPlan[K] | undefined },
    region?: string,
): MachineShare | undefined {
    const { count, type } = { count: 1, ...gpu };
    const isOffered = (each: Machine) =>
        region === undefined || notOffered[each.type.split(".")[0]!]?.includes(region) !== true;
    const machine = types.find(
        each =>
            (type === undefined ? isOffered(each) : each.type === type) &&
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

/** An amount of processors that a platform sells, and how much memory goes with it; in units of the platform's own. */
export interface SizeSteps {
    readonly cpu: number;
    readonly least: number;
    readonly most: number;
    readonly step: number;
}

/** The smallest size that holds both, of sizes from the smallest to the largest. Undefined where none does. */
export function sizeFor(
    sizes: readonly SizeSteps[],
    cpu: number,
    memory: number,
): { readonly cpu: number; readonly memory: number } | undefined {
    const size = sizes.find(each => each.cpu >= cpu && each.most >= memory);
    if (size === undefined) return undefined;
    const steps = Math.ceil(Math.max(0, memory - size.least) / size.step);
    return { cpu: size.cpu, memory: size.least + steps * size.step };
}
