import { emptyLock } from "../components/plan/config/lock";
import type { Config } from "../components/plan/config/config";
import { ConfigFaults } from "../components/plan/faults";
import { checkConfig, type Plan, planConfig } from "../components/plan/plan";
import { placed } from "./fault-report";
import type { PlacedFault } from "./placed-fault";
import { readLock } from "./lock-file";
import type { Project } from "./project";
import { readStack, type StackConfig } from "./stack-config";

/** A stack with its plan, or with what is wrong with it. */
export type PlannedStack = { readonly stack: StackConfig } & (
    | { readonly config: Config; readonly plan: Plan; readonly faults?: undefined }
    | { readonly faults: readonly PlacedFault[] }
);

/** Reads and plans a stack as `pulumi up` would, without an engine; what can be planned and not be built is refused on request. */
export function planStack(project: Project, name: string, { toBuild = false } = {}): PlannedStack {
    const stack = readStack(project, name);
    const beside = { lock: readLock(project) ?? emptyLock, secrets: stack.secrets, keys: stack.keys, toBuild };
    if (stack.faults.length > 0) {
        return { stack, faults: [...stack.faults, ...furtherFaults(stack, beside)] };
    }
    try {
        return { stack, ...planConfig(stack.input, beside) };
    } catch (error) {
        if (!(error instanceof ConfigFaults)) throw error;
        return { stack, faults: placed(stack, error.faults) };
    }
}

/** Of a config that can't be read whole: what is wrong with the rest. Of one that is no YAML nothing is known. */
function furtherFaults(stack: StackConfig, beside: Parameters<typeof checkConfig>[1]): PlacedFault[] {
    if (stack.faults.some(({ path }) => path === "config")) {
        return [];
    }
    const { faults } = checkConfig(stack.input, beside);
    return placed(
        stack,
        faults.filter(({ path }) => !stack.faults.some(other => other.path === path)),
    );
}
