import assert from "node:assert/strict";

import { hostingFaults } from "../../../../components/plan/clouds/hosting-faults";
import { type HostingInput, hostingSchema } from "../../../../components/plan/config/hosting";
import { parse } from "../../../../components/plan/config/parse";
import type { Cloud, RegionRef } from "../../../../components/plan/places/catalogue";
import { pinned, type Pinned } from "../faults-of";

const regions: Readonly<Record<Cloud, RegionRef>> = {
    aws: "aws:eu-central-1",
    gcp: "gcp:europe-west1",
    azure: "azure:westeurope",
    kubernetes: "kubernetes:fra-onprem",
    local: "local:eu-west",
};

const faultsOf = (serving: HostingInput, ...clouds: Cloud[]) =>
    hostingFaults(
        parse(hostingSchema, serving),
        clouds.map(cloud => regions[cloud]),
    );

describe("what models run on", () => {
    it("is taken where every cloud has it", () => {
        assert.deepEqual(faultsOf({}, "aws", "gcp", "azure", "kubernetes", "local"), []);
        const large: HostingInput = {
            hosting: "instances",
            cpu: 96,
            memoryGiB: 768,
            gpu: { count: 8 },
            scaling: { min: 2, max: 50, predictive: true },
        };
        assert.deepEqual(faultsOf(large, "aws", "gcp", "azure"), []);
    });

    const cases: [title: string, serving: HostingInput, clouds: Cloud[], fault: Omit<Pinned, "code">][] = [
        [
            "a hosting that a cloud hasn't, and nothing besides",
            { hosting: "managed", gpu: {} },
            ["aws", "gcp", "local"],
            {
                path: "serving.hosting",
                value: "managed",
            },
        ],
        [
            "a GPU",
            { gpu: {} },
            ["aws", "local"],
            {
                path: "serving.gpu",
            },
        ],
        [
            "a GPU on a hosting where one cloud alone has one",
            { hosting: "function", gpu: {} },
            ["gcp"],
            {
                path: "serving.gpu",
            },
        ],
        [
            "several replicas at least",
            { scaling: { min: 2 } },
            ["local"],
            {
                path: "serving.scaling.min",
                value: 2,
            },
        ],
        [
            "several replicas at most",
            { scaling: { max: 3 } },
            ["local", "gcp"],
            {
                path: "serving.scaling.max",
                value: 3,
            },
        ],
        [
            "no replica without demand",
            { scaling: { min: 0 } },
            ["aws", "gcp", "azure", "kubernetes"],
            {
                path: "serving.scaling.min",
                value: 0,
            },
        ],
        [
            "scaling ahead of the load",
            { scaling: { predictive: true } },
            ["gcp", "kubernetes"],
            {
                path: "serving.scaling.predictive",
                value: true,
            },
        ],
    ];
    for (const [title, serving, clouds, fault] of cases) {
        it(`is refused ${title}, with the clouds that have it`, () => {
            assert.deepEqual(pinned(faultsOf(serving, ...clouds)), [{ code: "capability/hosting", ...fault }]);
        });
    }

    it("may be one replica exactly everywhere", () => {
        assert.deepEqual(faultsOf({ scaling: { min: 1, max: 1 } }, "local", "aws"), []);
    });
});

describe("the size of a replica", () => {
    it("is refused on this machine, whose processes take what they need, instead of changing nothing", () => {
        assert.deepEqual(
            pinned(faultsOf({ cpu: 2, memoryGiB: 4 }, "local")),
            [
                ["cpu", 2],
                ["memoryGiB", 4],
            ].map(([what, value]) => ({
                code: "capability/size",
                path: `serving.${String(what)}`,
                value,
            })),
        );
    });

    it("is taken up to the platform's largest", () => {
        assert.deepEqual(faultsOf({ cpu: 16, memoryGiB: 120 }, "aws"), []);
        assert.deepEqual(faultsOf({ cpu: 4, memoryGiB: 8 }, "aws", "gcp", "azure"), []);
    });

    it("is refused beyond it, for each cloud and measure", () => {
        assert.deepEqual(
            faultsOf({ cpu: 8, memoryGiB: 33 }, "gcp", "azure").map(({ path, value, problem }) => [
                path,
                value,
                /expected at most (\d+)/.exec(problem)?.[1],
                / on (\w+)/.exec(problem)?.[1],
            ]),
            [
                ["serving.cpu", 8, "4", "azure"],
                ["serving.memoryGiB", 33, "8", "azure"],
                ["serving.memoryGiB", 33, "32", "gcp"],
            ],
        );
    });

    it("is that of the machine where the platform has no limit of its own, or there is a GPU", () => {
        assert.deepEqual(faultsOf({ cpu: 448, memoryGiB: 24_576 }, "kubernetes"), []);
        assert.deepEqual(faultsOf({ cpu: 96, memoryGiB: 768, gpu: {} }, "aws"), []);
    });
});
