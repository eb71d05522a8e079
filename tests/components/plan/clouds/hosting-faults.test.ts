import assert from "node:assert/strict";

import { hostingFaults } from "../../../../components/plan/clouds/hosting-faults";
import { type HostingInput, hostingSchema } from "../../../../components/plan/config/hosting";
import { parse } from "../../../../components/plan/config/parse";
import type { Fault } from "../../../../components/plan/faults";
import type { Cloud } from "../../../../components/plan/places/catalogue";

const faultsOf = (serving: HostingInput, ...clouds: Cloud[]) => hostingFaults(parse(hostingSchema, serving), clouds);

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

    const cases: [title: string, serving: HostingInput, clouds: Cloud[], fault: Omit<Fault, "code">][] = [
        [
            "a hosting that a cloud hasn't, and nothing besides",
            { hosting: "managed", gpu: {} },
            ["aws", "gcp", "local"],
            {
                path: "serving.hosting",
                value: "managed",
                allowed: "the cloud's own model servers: on aws, azure, kubernetes",
                remedy: "use another hosting, as container, or leave gcp, which can't: the SDK has no resource that deploys a model of one's own to a Vertex AI endpoint, and local, which can't: this machine runs processes",
            },
        ],
        [
            "a GPU",
            { gpu: {} },
            ["aws", "local"],
            {
                path: "serving.gpu",
                allowed: "GPUs: in container on aws, gcp, azure, kubernetes",
                remedy: "remove it, use another hosting, or leave local, which can't: the model server computes on processors",
            },
        ],
        [
            "a GPU on a hosting where one cloud alone has one",
            { hosting: "function", gpu: {} },
            ["gcp"],
            {
                path: "serving.gpu",
                allowed: "GPUs: in function on aws",
                remedy: "remove it, use another hosting, or leave gcp, which can't: functions have none",
            },
        ],
        [
            "several replicas at least",
            { scaling: { min: 2 } },
            ["local"],
            {
                path: "serving.scaling.min",
                value: 2,
                allowed: "several replicas of a release: in container on aws, gcp, azure, kubernetes",
                remedy: "remove it, use another hosting, or leave local, which can't: one process serves a release",
            },
        ],
        [
            "several replicas at most",
            { scaling: { max: 3 } },
            ["local", "gcp"],
            {
                path: "serving.scaling.max",
                value: 3,
                allowed: "several replicas of a release: in container on aws, gcp, azure, kubernetes",
                remedy: "remove it, use another hosting, or leave local, which can't: one process serves a release",
            },
        ],
        [
            "no replica while nobody asks",
            { scaling: { min: 0 } },
            ["aws", "gcp", "azure", "kubernetes"],
            {
                path: "serving.scaling.min",
                value: 0,
                allowed: "no replica while nobody asks: in container on gcp, azure",
                remedy: "remove it, use another hosting, or leave aws, which can't: nothing in front of a service of ECS starts a task, and kubernetes, which can't: nothing in front of a Deployment starts a pod: use managed",
            },
        ],
        [
            "scaling ahead of the load",
            { scaling: { predictive: true } },
            ["gcp", "kubernetes"],
            {
                path: "serving.scaling.predictive",
                value: true,
                allowed: "scaling ahead of forecast load: in container on aws, kubernetes",
                remedy: "remove it, use another hosting, or leave gcp, which can't: Cloud Run scales with each request",
            },
        ],
    ];
    for (const [title, serving, clouds, fault] of cases) {
        it(`is refused ${title}, with the clouds that have it`, () => {
            assert.deepEqual(faultsOf(serving, ...clouds), [{ code: "capability/hosting", ...fault }]);
        });
    }

    it("may be one replica exactly everywhere", () => {
        assert.deepEqual(faultsOf({ scaling: { min: 1, max: 1 } }, "local", "aws"), []);
    });
});

describe("the size of a replica", () => {
    it("is refused on this machine, whose processes take what they need, instead of changing nothing", () => {
        assert.deepEqual(
            faultsOf({ cpu: 2, memoryGiB: 4 }, "local"),
            [
                ["cpu", 2],
                ["memoryGiB", 4],
            ].map(([what, value]) => ({
                code: "capability/size",
                path: `serving.${String(what)}`,
                value,
                allowed: "no size: processes on local take what they need",
                remedy: "remove it, or leave local, which can't",
            })),
        );
    });

    it("is taken up to the platform's largest", () => {
        assert.deepEqual(faultsOf({ cpu: 16, memoryGiB: 120 }, "aws"), []);
        assert.deepEqual(faultsOf({ cpu: 4, memoryGiB: 8 }, "aws", "gcp", "azure"), []);
    });

    it("is refused beyond it, for each cloud and measure", () => {
        assert.deepEqual(
            faultsOf({ cpu: 8, memoryGiB: 33 }, "gcp", "azure").map(({ path, value, allowed }) => [
                path,
                value,
                allowed,
            ]),
            [
                ["serving.memoryGiB", 33, "32 or less, with Cloud Run on gcp"],
                ["serving.cpu", 8, "4 or less, with Container Apps on azure"],
                ["serving.memoryGiB", 33, "8 or less, with Container Apps on azure"],
            ],
        );
    });

    it("is that of the machine where the platform has no limit of its own, or there is a GPU", () => {
        assert.deepEqual(faultsOf({ cpu: 448, memoryGiB: 24_576 }, "kubernetes"), []);
        assert.deepEqual(faultsOf({ cpu: 96, memoryGiB: 768, gpu: {} }, "aws"), []);
    });
});
