import assert from "node:assert/strict";

import { sizeFor } from "../../../../components/plan/clouds/machines";

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
