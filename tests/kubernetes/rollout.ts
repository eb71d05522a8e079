import type { Api, Manifest } from "../support/clusters/api";

interface Deployment {
    readonly metadata: { readonly generation: number };
    readonly spec: { readonly replicas: number };
    readonly status: {
        readonly observedGeneration?: number;
        readonly replicas?: number;
        readonly updatedReplicas?: number;
        readonly availableReplicas?: number;
    };
}

/** Returns once every pod of a deployment is of its last revision and available, and no other is left. */
export async function untilRolledOut(api: Api, deployment: Manifest): Promise<void> {
    const what = `deployment ${deployment.metadata.name} is rolled out`;
    await api.until<Deployment>(
        what,
        deployment,
        ({ metadata: { generation }, spec: { replicas }, status }) =>
            status.observedGeneration === generation &&
            [status.replicas, status.updatedReplicas, status.availableReplicas].every(count => count === replicas),
        120_000,
    );
}
