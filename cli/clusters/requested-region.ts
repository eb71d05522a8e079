import type { Config } from "../../components/plan/config/config";
import type { Plan } from "../../components/plan/plan";
import { ProjectError, UsageError } from "../exit";
import { chooseStack, findProject } from "../project";
import { planStack } from "../read-plan";
import { type RegionInCluster, regionInCluster } from "./place";

/** Which region of a stack is meant, and how its cluster is reached. */
export interface RequestedRegion {
    readonly stack?: string | undefined;
    readonly cell?: string | undefined;
    /** Of the kubeconfig. Default: that of the stack. */
    readonly context?: string | undefined;
}

/** Throws a `UsageError` where the stack has no such region, a `ProjectError` where there is no stack, or its config is not right. */
export function requestedRegion(region: string, { cell, context, stack }: RequestedRegion): RegionInCluster {
    const found = regionInCluster(requestedPlan(stack).plan, region, cell);
    return { ...found, place: { ...found.place, ...(context !== undefined && { context }) } };
}

/** The config and the plan of a stack. Throws a `ProjectError` where there is no stack, or its config is not right. */
export function requestedPlan(stack: string | undefined): { readonly config: Config; readonly plan: Plan } {
    const project = findProject(process.cwd());
    const chosen = chooseStack(project, stack);
    const planned = planStack(project, chosen);
    if (planned.faults !== undefined) {
        throw new ProjectError(
            `the config of stack ${chosen} is not right; run \`meridian validate --stack ${chosen}\``,
        );
    }
    return planned;
}

/** Whether a region is in a cluster. Throws a `UsageError` where a context is named for one that is not. */
export function isInCluster(region: string, context: string | undefined): boolean {
    const isHere = region.startsWith("kubernetes:");
    if (!isHere && context !== undefined) {
        throw new UsageError(`--context is for regions in Kubernetes; ${region} is on this machine`);
    }
    return isHere;
}
