import type { HostingPlan } from "../../../plan/serving/serving";

/** A type of EC2 instances with NVIDIA GPUs. */
export interface Machine {
    readonly type: string;
    readonly cpu: number;
    readonly memoryGiB: number;
    readonly gpus: number;
}

/**
 * From the cheapest to the dearest by the hour, on demand in us-east-1; not every region has each (docs.aws.amazon.com/ec2/latest/instancetypes/
 * ac.html).
 */
export const machines: readonly Machine[] = [
    { type: "g4dn.xlarge", cpu: 4, memoryGiB: 16, gpus: 1 },
    { type: "g4dn.2xlarge", cpu: 8, memoryGiB: 32, gpus: 1 },
    { type: "g6.xlarge", cpu: 4, memoryGiB: 16, gpus: 1 },
    { type: "g6.2xlarge", cpu: 8, memoryGiB: 32, gpus: 1 },
    { type: "g5.xlarge", cpu: 4, memoryGiB: 16, gpus: 1 },
    { type: "g4dn.4xlarge", cpu: 16, memoryGiB: 64, gpus: 1 },
    { type: "g5.2xlarge", cpu: 8, memoryGiB: 32, gpus: 1 },
    { type: "g6.4xlarge", cpu: 16, memoryGiB: 64, gpus: 1 },
    { type: "g5.4xlarge", cpu: 16, memoryGiB: 64, gpus: 1 },
    { type: "g6e.xlarge", cpu: 4, memoryGiB: 32, gpus: 1 },
    { type: "g4dn.12xlarge", cpu: 48, memoryGiB: 192, gpus: 4 },
    { type: "g6.12xlarge", cpu: 48, memoryGiB: 192, gpus: 4 },
    { type: "g5.12xlarge", cpu: 48, memoryGiB: 192, gpus: 4 },
    { type: "g6.48xlarge", cpu: 192, memoryGiB: 768, gpus: 8 },
    { type: "g5.48xlarge", cpu: 192, memoryGiB: 768, gpus: 8 },
    { type: "p4d.24xlarge", cpu: 96, memoryGiB: 1152, gpus: 8 },
    { type: "p5.48xlarge", cpu: 192, memoryGiB: 2048, gpus: 8 },
];

/** What the agent, the proxy and the system take of a machine's memory. */
const left = 0.85;

/** What a replica with GPUs runs on, and how much of it is the replica's. */
export interface Share {
    readonly type: string;
    readonly gpus: number;
    /** In the form of a task definition: 1024ths of a processor, and MiB. */
    readonly cpu: string;
    readonly memory: string;
}

/**
 * The named machine, or the cheapest that holds a replica. What is not asked for is shared out by GPUs. Undefined where there is none that
 * holds it.
 */
export function shareOf({ cpu, gpu, memoryGiB }: Pick<HostingPlan, "cpu" | "gpu" | "memoryGiB">): Share | undefined {
    const { count, type } = { count: 1, ...gpu };
    const machine = machines.find(
        each =>
            (type === undefined || each.type === type) &&
            each.gpus >= count &&
            each.cpu >= (cpu ?? 0) &&
            each.memoryGiB * left >= (memoryGiB ?? 0),
    );
    if (machine === undefined) {
        return undefined;
    }
    const part = count / machine.gpus;
    return {
        type: machine.type,
        gpus: count,
        cpu: String(Math.floor((cpu ?? machine.cpu * part) * 1024)),
        memory: String(Math.floor((memoryGiB ?? machine.memoryGiB * left * part) * 1024)),
    };
}
