import type { Benchmark } from "../harness/benchmark";
import type { Figure } from "../harness/figure";
import { model, oneGate, region, withGate } from "./one-gate";
import { memoryOf } from "../measuring/process-memory";
import { repeat } from "../harness/repeat";

const runs = 3;
const counts = [1, 10, 100];

export const gateMemory: Benchmark = {
    description: "a gate of 1, 10 and 100 models of two releases, alone on its machine, before any request",
    goal: "none set",
    async run(note) {
        const figures: Figure[] = [];
        for (const count of counts) {
            const found = await repeat(count === counts.at(-1) ? 1 : runs, () => measure(count));
            const models = `${count} model${count === 1 ? "" : "s"}`;
            note(`${models}: ${found.map(({ pss }) => pss.toFixed(1)).join(", ")} MiB`);
            figures.push(
                { name: `${models}, resident`, unit: "MiB", values: found.map(({ rss }) => rss) },
                { name: `${models}, proportional share`, unit: "MiB", values: found.map(({ pss }) => pss) },
                { name: `${models}, whole configuration`, unit: "KiB", values: found.map(({ size }) => size) },
            );
        }
        return figures;
    },
};

function measure(count: number): Promise<{ rss: number; pss: number; size: number }> {
    const models = Array.from({ length: count }, (_, i) => model(`model-${i}`, 50));
    return withGate(oneGate(models), gates =>
        Promise.resolve({
            ...memoryOf(gates.pid(region)),
            size: Buffer.byteLength(gates.whole(region)) / 1024,
        }),
    );
}
