import assert from "node:assert/strict";

import { repositoryConfig } from "../../../support/repository-stack";
import { madeOf, ofOnesOwn } from "./made";
import type { ServiceConfig } from "../../../../components";

interface Deployment {
    readonly metadata: { readonly name: string };
    readonly spec: {
        readonly template: {
            readonly spec: {
                readonly nodeSelector: Readonly<Record<string, string>>;
                readonly tolerations: readonly { readonly effect: string }[];
                readonly resourceClaims?: readonly object[];
                readonly initContainers?: readonly Container[];
                readonly containers: readonly Container[];
            };
        };
    };
}

interface Container {
    readonly name: string;
    readonly resources: { readonly limits: Readonly<Record<string, string>>; readonly claims?: readonly object[] };
}

const linux = { "kubernetes.io/os": "linux" };
const own = "irises-1-0-0";

/** The Deployments of a region with a custom server beside a built-in one, and what else is made. */
async function withGpus(gpu: object) {
    const { models } = repositoryConfig("kubernetes") as unknown as ServiceConfig;
    const made = await madeOf({ models: [...models, ofOnesOwn], serving: { memoryGiB: 2, gpu } });
    const here = made.filter(({ region }) => region === "fra");
    const deployments = here
        .filter(({ kind }) => kind === "Deployment")
        .map(({ inputs }) => inputs as unknown as Deployment)
        .map(({ metadata: { name }, spec: { template } }) => {
            const { containers, initContainers = [], nodeSelector, resourceClaims, tolerations } = template.spec;
            const scheduled = tolerations.filter(({ effect }) => effect === "NoSchedule");
            return { name, nodeSelector, scheduled, resourceClaims, containers: [...initContainers, ...containers] };
        });
    return {
        server: deployments.find(({ name }) => name === own)!,
        others: deployments.filter(({ name }) => name !== own),
        templates: here.filter(({ kind }) => kind === "ResourceClaimTemplate"),
    };
}

const server = ({ name }: Container) => name === "server";

describe("servers with GPUs in a cluster", () => {
    it("have them as an extended resource, on nodes of that product that are tainted by its name; other pods have none", async () => {
        const { others, server: found, templates } = await withGpus({ count: 2, type: "nvidia.com/gpu=NVIDIA-L4" });
        assert.deepEqual(found.nodeSelector, { ...linux, "nvidia.com/gpu.product": "NVIDIA-L4" });
        assert.deepEqual(found.scheduled, [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }]);
        assert.deepEqual(found.containers.find(server)!.resources.limits, { memory: "2048Mi", "nvidia.com/gpu": "2" });
        const besides = [
            ...others.flatMap(({ containers }) => containers),
            ...found.containers.filter(c => !server(c)),
        ];
        assert.ok(besides.length > 3);
        for (const { name, resources } of besides) assert.deepEqual(Object.keys(resources.limits), ["memory"], name);
        for (const { name, nodeSelector, scheduled } of others)
            assert.deepEqual([nodeSelector, scheduled], [linux, []], name);
        assert.deepEqual([templates, found.resourceClaims], [[], undefined]);
    });

    it("claim another number, or another class, by another object: the API server changes none", async () => {
        const claims = async (gpu: object) => (await withGpus(gpu)).templates.map(({ name }) => name);
        const all = [
            await claims({ count: 1, type: "gpu.nvidia.com" }),
            await claims({ count: 2, type: "gpu.nvidia.com" }),
            await claims({ count: 2, type: "mig.nvidia.com" }),
        ].flat();
        assert.deepEqual([all.length, new Set(all).size], [3, 3]);
    });

    it("have devices of a class by a claim of each pod; other pods have none", async () => {
        const { others, server: found, templates } = await withGpus({ count: 2, type: "gpu.nvidia.com" });
        const [{ inputs, name }, ...further] = templates as [(typeof templates)[number]];
        assert.deepEqual([name, further], [`screening-eu-fra-onprem-${own}-gpus-gpu.nvidia.com-2`, []]);
        const request = { name: "gpus", exactly: { deviceClassName: "gpu.nvidia.com", count: 2 } };
        assert.deepEqual(inputs.spec, { spec: { devices: { requests: [request] } } });
        assert.deepEqual(found.containers.find(server)!.resources, {
            claims: [{ name: "gpus" }],
            requests: { cpu: "0.25", memory: "2048Mi" },
            limits: { memory: "2048Mi" },
        });
        assert.deepEqual(found.resourceClaims, [{ name: "gpus", resourceClaimTemplateName: name }]);
        assert.deepEqual(found.nodeSelector, linux);
        assert.deepEqual(found.scheduled, [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }]);
        for (const { name, resourceClaims } of others) assert.equal(resourceClaims, undefined, name);
    });
});
