import { drillResults } from "../../../components/plan/clouds/pod-apps";
import type { DrillSummary } from "../../../components/watch/state";
import { ProjectError } from "../../exit";
import type { CellInClusters } from "./clusters";

/** Older ones are dropped: an object of a cluster holds 1 MiB (kubernetes.io/docs/concepts/configuration/configmap). */
const mostResults = 50;

/** Adds the result of a drill to those that the cell's hub shows. Throws `ProjectError`. */
export async function storeResult(
    cell: Pick<CellInClusters, "home" | "kubectl" | "plan">,
    result: DrillSummary,
): Promise<void> {
    const kubectl = cell.kubectl(cell.home);
    const text = await kubectl.ask("get", "configmap", drillResults, "--ignore-not-found", "--output", "json");
    if (text.trim() === "") {
        throw new ProjectError(
            `the cluster of the hub of cell ${cell.plan.cell.name} has no ConfigMap ${drillResults}; run \`pulumi up\` once with this version`,
        );
    }
    const { data = {} } = JSON.parse(text) as { readonly data?: Readonly<Record<string, string>> };
    const name = `${result.at.replaceAll(":", "-")}-${result.drill}.json`;
    const dropped = [...Object.keys(data).filter(other => other !== name), name].sort().slice(0, -mostResults);
    const change = {
        ...Object.fromEntries(dropped.map(other => [other, null])),
        [name]: JSON.stringify(summaryOf(result)),
    };
    const patch = JSON.stringify({ data: change });
    await kubectl.ask("patch", "configmap", drillResults, "--type", "merge", "--patch", patch);
}

/** Without the timeline and the other fields of a result. */
function summaryOf(result: DrillSummary): DrillSummary {
    const { drill, cell, region, at, passed, rtoSeconds, rpoSeconds, requests, failed, slow, leaked } = result;
    return {
        ...{ drill, cell, at, passed, requests, failed, slow, leaked },
        ...(region && { region }),
        ...(rtoSeconds !== undefined && { rtoSeconds }),
        ...(rpoSeconds !== undefined && { rpoSeconds }),
    };
}
