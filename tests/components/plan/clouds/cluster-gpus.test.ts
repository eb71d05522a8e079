import assert from "node:assert/strict";

import { clusterGpus, clusterGpusOf } from "../../../../components/plan/clouds/cluster-gpus";

describe("the type of a replica's GPUs in a cluster", () => {
    const isType = (type: string) => clusterGpus.pattern.test(type);

    it("is an extended resource, with a product where its vendor labels nodes with that", () => {
        for (const type of ["nvidia.com/gpu", "nvidia.com/mig-1g.5gb", "amd.com/gpu=AMD_Instinct_MI300X_OAM"])
            assert.ok(isType(type), type);
    });

    it("is the name of a class of devices, with the domain of its driver", () => {
        for (const type of ["gpu.nvidia.com", "mig.nvidia.com", "a-1.example.com"]) assert.ok(isType(type), type);
    });

    it("is none without a domain, of Kubernetes itself, or with a product that no label shows", () => {
        for (const type of [
            ...["L4", "gpu", "/gpu", "nvidia.com/", "Nvidia.com/gpu", "nvidia.com/gpu/2"],
            ...["kubernetes.io/gpu", "node.kubernetes.io/gpu", "requests.nvidia.com/gpu"],
            ...["example.com/gpu=A", "nvidia.com/gpu=", "nvidia.com/gpu=NVIDIA L4", "nvidia.com/gpu\n"],
            ...["nvidia-com/gpu=NVIDIA-L4", "gpu-intel.com/i915=A", "gpu.intelxcom/xe=A"],
            ...[
                "gpu.",
                ".com",
                "gpu..com",
                "gpu.-nvidia.com",
                "GPU.nvidia.com",
                "gpu.nvidia.com\n",
                "gpu.nvidia.com=L4",
            ],
            `${"a.".repeat(126)}com`,
        ])
            assert.ok(!isType(type), type);
    });

    it("is one of NVIDIA by default, of any product", () => {
        assert.deepEqual(clusterGpusOf(), { name: "nvidia.com/gpu" });
        assert.deepEqual(clusterGpusOf("nvidia.com/gpu=NVIDIA-L4"), {
            name: "nvidia.com/gpu",
            product: { label: "nvidia.com/gpu.product", value: "NVIDIA-L4" },
        });
    });

    it("of a class are devices on nodes that their vendor taints by the names of its extended resources", () => {
        const taints = (deviceClass: string) => {
            const asked = clusterGpusOf(deviceClass);
            assert.ok("deviceClass" in asked && asked.deviceClass === deviceClass);
            return asked.taints;
        };
        assert.deepEqual(taints("gpu.nvidia.com"), ["nvidia.com/gpu"]);
        assert.deepEqual(taints("gpu.amd.com"), ["amd.com/gpu"]);
        assert.deepEqual(taints("gpu.intel.com"), ["gpu.intel.com/i915", "gpu.intel.com/xe"]);
        assert.deepEqual(taints("gpu.example.com"), []);
    });
});
