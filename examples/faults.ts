import { ConfigFaults } from "pulumi-meridian";
import { planConfig } from "pulumi-meridian/plan";

/** What is wrong with a config, in a line each; nothing is made. */
export function faultsIn(config: unknown): string[] {
    try {
        planConfig(config);
        return [];
    } catch (error) {
        if (!(error instanceof ConfigFaults)) throw error;
        return error.faults.map(({ path, problem, remedy }) => `${path}: ${problem} (${remedy})`);
    }
}
