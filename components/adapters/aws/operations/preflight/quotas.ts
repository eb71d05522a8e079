import { platformMostReplicas, platformSize } from "../../../../gate/platform";
import { releasesOf, type ServingPlan } from "../../../../plan/serving/serving";
import { awsMachines } from "../../../../plan/clouds/aws";
import { machineFor } from "../../../../plan/clouds/machines";
import { taskSize } from "../../regional-serving/sizes";

/**
 * Quotas that a stack can exceed in an account as AWS gives it. Source: docs.aws.amazon.com/general/latest/gr/{ecs-service,ec2-service,vpc_region}.html
 * Those on virtual processors are counted in processors, and start low in a new account, some at 0.
 */
export const quotas = {
    fargate: { service: "fargate", code: "L-3032A538", title: "vCPUs of Fargate on demand" },
    graphics: { service: "ec2", code: "L-DB2E81BA", title: "vCPUs of G and VT instances on demand" },
    accelerated: { service: "ec2", code: "L-417A185B", title: "vCPUs of P instances on demand" },
    networks: { service: "vpc", code: "L-F678F1CE", title: "VPCs in a region" },
} as const;

export type QuotaName = keyof typeof quotas;

export interface QuotaNeed {
    readonly quota: QuotaName;
    /** At the largest scale that the config allows. */
    readonly needed: number;
    /** While an update replaces all tasks at that scale: deployments run up to twice as many. Undefined: no more. */
    readonly replacing?: number;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** What a region needs of each quota. */
export function quotaNeeds({ hosting, limits, models }: ServingPlan, hasNetwork: boolean): QuotaNeed[] {
    const replicas = sum(releasesOf(models).map(({ release }) => Math.max(release.replicas.min, release.replicas.max)));
    const vcpu = ({ cpu }: { readonly cpu: string }) => Number(cpu) / 1024;
    const { cpu, memoryGiB } = platformSize(limits);
    const gates = platformMostReplicas * vcpu(taskSize(cpu, memoryGiB));
    const machine = hosting.gpu && machineFor(awsMachines, hosting)!.machine;
    const servers = machine ? 0 : replicas * vcpu(taskSize(hosting.cpu, hosting.memoryGiB));
    const doubled = (quota: QuotaName, needed: number): QuotaNeed => ({ quota, needed, replacing: 2 * needed });
    return [
        doubled("fargate", gates + servers),
        ...(machine
            ? [doubled(machine.type.startsWith("p") ? "accelerated" : "graphics", replicas * machine.cpu)]
            : []),
        ...(hasNetwork ? [] : [{ quota: "networks" as const, needed: 1 }]),
    ];
}
