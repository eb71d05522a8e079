import assert from "node:assert/strict";

import { madeOf } from "./made";

interface Deployment {
    readonly metadata: { readonly name: string };
    readonly spec: {
        readonly template: {
            readonly spec: {
                readonly nodeSelector: Readonly<Record<string, string>>;
                readonly tolerations: readonly { readonly effect: string }[];
                readonly containers: readonly { readonly resources: { readonly limits: object } }[];
            };
        };
    };
}

describe("servers with GPUs in a cluster", () => {
    it("have them as an extended resource, on nodes of that product that are tainted by its name; other pods have none", async () => {
        const made = await madeOf({ serving: { memoryGiB: 2, gpu: { count: 2, type: "nvidia.com/gpu=NVIDIA-L4" } } });
        const deployments = made
            .filter(({ kind, region }) => kind === "Deployment" && region === "fra")
            .map(({ inputs }) => inputs as unknown as Deployment);
        const found = deployments.map(({ metadata: { name }, spec: { template } }) => {
            const { containers, nodeSelector, tolerations } = template.spec;
            const scheduled = tolerations.filter(({ effect }) => effect === "NoSchedule");
            return { name, nodeSelector, scheduled, limits: containers.map(({ resources }) => resources.limits) };
        });
        const linux = { "kubernetes.io/os": "linux" };
        const servers = "screening-1-0-0";
        assert.deepEqual(
            found.find(({ name }) => name === servers),
            {
                name: servers,
                nodeSelector: { ...linux, "nvidia.com/gpu.product": "NVIDIA-L4" },
                scheduled: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
                limits: [{ memory: "2048Mi", "nvidia.com/gpu": "2" }],
            },
        );
        for (const { name, nodeSelector, scheduled } of found.filter(({ name }) => name !== servers))
            assert.deepEqual([nodeSelector, scheduled], [linux, []], name);
    });
});
