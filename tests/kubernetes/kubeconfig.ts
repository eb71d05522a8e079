import { readFileSync } from "node:fs";

import { parse, stringify } from "yaml";

import type { Cluster } from "../support/clusters/cluster";

interface Kubeconfig {
    readonly clusters: readonly [{ readonly cluster: object }];
    readonly users: readonly [{ readonly user: object }];
}

/** One kubeconfig with a context for each cluster. */
export function kubeconfigOf(clusters: Readonly<Record<string, Pick<Cluster, "kubeconfig">>>): string {
    const all = Object.entries(clusters).map(([name, { kubeconfig }]) => {
        const { clusters, users } = parse(readFileSync(kubeconfig, "utf8")) as Kubeconfig;
        return { name, cluster: clusters[0].cluster, user: users[0].user };
    });
    return stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: all.map(({ name, cluster }) => ({ name, cluster })),
        users: all.map(({ name, user }) => ({ name, user })),
        contexts: all.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
    });
}
