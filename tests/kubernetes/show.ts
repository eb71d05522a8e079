import type { Cluster } from "../support/clusters/cluster";

/**
 * What is worth to be read after a failure: what the gates have said, the objects, and what has happened to them. The most telling is last, since
 * of long output the end is what is seen.
 */
const commands: readonly (readonly string[])[] = [
    ["describe", "nodes"],
    ["logs", "deployment/gate", "--tail", "40"],
    ["get", "deployments,horizontalpodautoscalers,jobs,pods", "--output", "wide"],
    ["get", "events", "--sort-by", ".lastTimestamp"],
];

/** Characters of each command: a node has events without end. */
const shown = 12_000;

/** Prints what a namespace of a cluster has after each test of the suite that fails: on another machine there is no second look. */
export function showsOnFailure(cluster: () => Cluster, namespace: string): void {
    afterEach(async function () {
        if (this.currentTest?.state !== "failed") return;
        for (const command of commands) {
            const output = await cluster()
                .kubectl("--namespace", namespace, ...command)
                .catch(String);
            console.log(`kubectl ${command.join(" ")}\n${output.slice(-shown)}`);
        }
    });
}
