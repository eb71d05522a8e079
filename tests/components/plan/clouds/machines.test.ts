import assert from "node:assert/strict";

import { machineFor, sizeFor } from "../../../../components/plan/clouds/machines";

const sizes = [
    { cpu: 256, least: 512, most: 2048, step: 512 },
    { cpu: 1024, least: 2048, most: 8192, step: 1024 },
];

describe("the size that a platform sells for a replica", () => {
    for (const [cpu, memory, size] of [
        [100, 100, { cpu: 256, memory: 512 }],
        [256, 513, { cpu: 256, memory: 1024 }],
        [256, 2049, { cpu: 1024, memory: 3072 }],
        [1024, 8192, { cpu: 1024, memory: 8192 }],
        [1025, 512, undefined],
        [256, 8193, undefined],
    ] as const) {
        it(`of ${cpu} and ${memory} is ${size ? `${size.cpu} and ${size.memory}` : "none"}`, () => {
            assert.deepEqual(sizeFor(sizes, cpu, memory), size);
        });
    }
});

describe("the machine of a replica with GPUs", () => {
    const machines = {
        types: [
            { type: "small", cpu: 4, memoryGiB: 16, gpus: 1 },
            { type: "large", cpu: 16, memoryGiB: 64, gpus: 4 },
        ],
        memoryLeft: 0.75,
        source: "",
    };
    const typeFor = (wanted: Parameters<typeof machineFor>[1]) => machineFor(machines, wanted)?.machine.type;

    it("is the cheapest that holds it, down to its last processor and what is left of its memory", () => {
        assert.equal(typeFor({ cpu: 4, memoryGiB: 12, gpu: { count: 1 } }), "small");
        assert.equal(typeFor({ cpu: 4.1, memoryGiB: 12, gpu: { count: 1 } }), "large");
        assert.equal(typeFor({ cpu: 4, memoryGiB: 12.1, gpu: { count: 1 } }), "large");
        assert.equal(typeFor({ gpu: { count: 2 } }), "large");
        assert.equal(typeFor({ gpu: { count: 4 }, cpu: 16, memoryGiB: 48 }), "large");
        assert.equal(typeFor({ gpu: { count: 5 } }), undefined);
        assert.equal(typeFor({ gpu: { count: 1 }, cpu: 16.1 }), undefined);
    });

    it("is the one that is named, where that holds it", () => {
        assert.equal(typeFor({ gpu: { count: 1, type: "large" } }), "large");
        assert.equal(typeFor({ gpu: { count: 2, type: "small" } }), undefined);
    });

    it("is of a family that the region offers, unless it is named", () => {
        const families = {
            ...machines,
            types: [
                { type: "a1.small", cpu: 4, memoryGiB: 16, gpus: 1 },
                { type: "b1.small", cpu: 4, memoryGiB: 16, gpus: 1 },
            ],
            notOffered: { a1: ["north", "south"], b1: ["south"] },
        };
        const typeIn = (region: string | undefined, type?: string) =>
            machineFor(families, { gpu: { count: 1, ...(type && { type }) } }, region)?.machine.type;
        assert.deepEqual(
            ["east", "north", "south", undefined].map(region => typeIn(region)),
            ["a1.small", "b1.small", undefined, "a1.small"],
        );
        assert.equal(typeIn("south", "a1.small"), "a1.small");
    });

    it("gives a replica its part, by GPUs, of what is not said", () => {
        const { cpu, gpus, memoryGiB } = machineFor(machines, { gpu: { count: 2 } })!;
        assert.deepEqual([gpus, cpu, memoryGiB], [2, 8, 24]);
    });
});
