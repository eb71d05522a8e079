import assert from "node:assert/strict";

import { CLOSED_WITHIN_MS, REACHED_WITHIN_MS } from "../../runtime/isolation/judge";
import type { Manifest } from "../support/clusters/api";
import type { Cluster } from "../support/clusters/cluster";

/** A minute for the pods to start, and for each step of the test as long as the program takes at most. */
const judgedWithinMs = 60_000 + REACHED_WITHIN_MS + CLOSED_WITHIN_MS;

/** Tests what an update finds out in a cluster whose network plugin does not know NetworkPolicies, where the stack of a cell is up. */
export function findsUnenforcedPolicies(cluster: () => Cluster, namespace: string): void {
    it("finds out, by two pods, where a cluster does not enforce NetworkPolicies", async () => {
        const found = cluster();
        const jobs = await found.api.list<JobObject>({ apiVersion: "batch/v1", kind: "Job" }, namespace);
        const made = jobs.find(({ metadata }) => metadata.labels["app.kubernetes.io/name"] === "isolation");
        assert.equal(made?.status.succeeded, 2);
        const job = again(made, namespace);
        await found.withoutNetworkPolicies(async () => {
            await found.api.apply(job);
            const hasFailed = ({ status }: JobObject) =>
                (status.conditions ?? []).some(({ status, type }) => type === "Failed" && status === "True");
            await found.api.until("it has failed", job, hasFailed, judgedWithinMs);
        });
        const pods = await found.kubectl(
            ...["get", "pods", "--namespace", namespace, "--output"],
            ...["jsonpath={.items[*].status.containerStatuses[*].state.terminated.message}"],
            ...["--selector", `batch.kubernetes.io/job-name=${job.metadata.name}`],
        );
        assert.match(pods, /isolation\/network-policies: incoming and outgoing connections of pods are made/);
        await found.kubectl("delete", "job", job.metadata.name, "--namespace", namespace);
    });
}

interface JobObject {
    readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
    readonly spec: {
        readonly template: {
            readonly metadata: { readonly labels: Readonly<Record<string, string>> };
            readonly spec: {
                readonly containers: readonly { readonly env: readonly { name: string; value: string }[] }[];
            };
        };
    };
    readonly status: {
        readonly succeeded?: number;
        readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    };
}

/** The same Job by another name, of which each pod runs once. What the API server has added to it is left out. */
function again({ metadata, spec }: JobObject, namespace: string): Manifest {
    const name = "isolation-again";
    const { labels } = metadata;
    const own = (value: string) => value.replace(metadata.name, name);
    const containers = spec.template.spec.containers.map(container => ({
        ...container,
        env: container.env.map(one => (one.name === "PEER" ? { ...one, value: own(one.value) } : one)),
    }));
    return {
        ...{ apiVersion: "batch/v1", kind: "Job", metadata: { name, namespace, labels } },
        spec: {
            ...{ completions: 2, parallelism: 2, completionMode: "Indexed", backoffLimit: 0 },
            template: { metadata: { labels }, spec: { ...spec.template.spec, containers } },
        },
    };
}
