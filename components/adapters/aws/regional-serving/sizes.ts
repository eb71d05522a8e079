import { awsMachines } from "../../../plan/clouds/aws";
import { machineFor, sizeFor, type SizeSteps } from "../../../plan/clouds/machines";
import type { HostingPlan } from "../../../plan/serving/serving";

/** What Fargate runs a task with, in 1024ths of a processor and in MiB: docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
const sizes: readonly SizeSteps[] = [
    { cpu: 256, least: 512, most: 2048, step: 512 },
    { cpu: 512, least: 1024, most: 4096, step: 1024 },
    { cpu: 1024, least: 2048, most: 8192, step: 1024 },
    { cpu: 2048, least: 4096, most: 16_384, step: 1024 },
    { cpu: 4096, least: 8192, most: 30_720, step: 1024 },
    { cpu: 8192, least: 16_384, most: 61_440, step: 4096 },
    { cpu: 16_384, least: 32_768, most: 122_880, step: 8192 },
];

export interface TaskSize {
    readonly cpu: string;
    readonly memory: string;
}

/** The smallest task that holds both; by default 1 processor and 2 GiB. No plan needs more than the largest. */
export function taskSize(cpu = 1, memoryGiB = 2): TaskSize {
    const size = sizeFor(sizes, cpu * 1024, memoryGiB * 1024)!;
    return { cpu: String(size.cpu), memory: String(size.memory) };
}

/** The part of a machine of EC2 that a replica with GPUs has. */
export interface TaskShare extends TaskSize {
    readonly type: string;
    readonly gpus: number;
}

/** Of the machine that a replica runs on in a region; a plan has none that no machine holds. */
export function taskShare(hosting: Pick<HostingPlan, "cpu" | "gpu" | "memoryGiB">, region: string): TaskShare {
    const { cpu, gpus, machine, memoryGiB } = machineFor(awsMachines, hosting, region)!;
    return {
        type: machine.type,
        gpus,
        cpu: String(Math.floor(cpu * 1024)),
        memory: String(Math.floor(memoryGiB * 1024)),
    };
}
