import type { ConfigInput } from "../../components/plan/config/config";
import { cityNamed, knownCities } from "../../components/plan/places/catalogue";
import { planConfig } from "../../components/plan/plan";
import type { Benchmark } from "../harness/benchmark";
import type { Figure } from "../harness/figure";

const usual = { regions: 100, cells: 20, models: 10 } as const;
const sizes = [1, 2, 4] as const;
const runs = 15;

export const planSpeed: Benchmark = {
    description:
        "the plan of 100 regions, 20 cells and 10 models, checks included, and of stacks two and four times as large",
    goal: "under 50 ms, and in proportion to the regions",
    run(note) {
        const stacks = sizes.map(times => ({ times, stack: stackOf(times) }));
        const once = () => stacks.map(({ times, stack }) => ({ times, ms: milliseconds(() => planConfig(stack)) }));
        // The first few are spent on compiling.
        for (let i = 0; i < 5; i++) once();
        // One size after the other in each run, so that what else the machine does slows all of them.
        const found = Array.from({ length: runs }, once);
        const valuesOf = (size: number) => found.map(run => run.find(({ times }) => times === size)!.ms);
        return Promise.resolve(
            sizes.flatMap((times): Figure[] => {
                const ms = valuesOf(times);
                note(`${times} times: ${ms.map(value => value.toFixed(1)).join(", ")} ms`);
                const figure = { name: `${usual.regions * times} regions`, unit: "ms", values: ms } as const;
                return times === 1 ? [{ ...figure, goal: { atMost: 50 } }] : [figure, growth(times, valuesOf(1), ms)];
            }),
        );
    },
};

/** 100: as many times as long as it is large. */
function growth(times: number, least: readonly number[], ms: readonly number[]): Figure {
    return {
        name: `${times} times the size, time in proportion`,
        unit: "%",
        values: ms.map((value, i) => (100 * value) / (times * least[i]!)),
        goal: { atMost: 130 },
    };
}

function milliseconds(work: () => unknown): number {
    const begun = performance.now();
    work();
    return performance.now() - begun;
}

/**
 * A stack so many times as large as usual, of all that a config can say. Its regions are its own, since no vendor has as many: in
 * large cities, five to a cell. How many models there are, and places that requests come from, stays.
 */
export function stackOf(times: number): ConfigInput {
    const { regions, cells, models } = usual;
    const perCell = regions / cells;
    const sites = knownCities.slice(0, regions * times).map((name, i) => ({
        ref: `kubernetes:site-${i}`,
        place: cityNamed(name)!,
    }));
    const cellAt = (i: number): ConfigInput["cells"][number] => {
        const own = sites.slice(i * perCell, (i + 1) * perCell);
        return {
            name: `cell-${i}`,
            jurisdictions: [...new Set(own.map(({ place }) => place.country))],
            dataClasses: ["health", "internal"],
            regions: own.map(({ ref }) => ref),
            primary: own[0]!.ref,
        };
    };
    return {
        service: "screening",
        domain: "screening.example.com",
        cells: Array.from({ length: cells * times }, (_, i) => cellAt(i)),
        places: Object.fromEntries(sites.map(({ ref, place }) => [ref, place])),
        models: Array.from({ length: models }, (_, i) => modelAt(i, sites[0]!.ref)),
        serving: { scaling: { max: 1000 }, cache: { ttlSeconds: 60 } },
        routing: { drain: [sites[1]!.ref], failover: { everySeconds: 30 } },
        demand: {
            places: knownCities.slice(0, 50).map((city, i) => ({ city, cell: `cell-${i % cells}` })),
            peakRps: 10_000,
            rpsPerReplica: 100,
        },
        store: { tables: [{ name: "features", partitionKey: "subject", onChange: "invalidate-predictions" }] },
        observability: { slo: { availability: 0.999 }, logs: { retainDays: 90 } },
        recovery: { rtoSeconds: 120 },
        budget: { monthly: 12_000, currency: "USD" },
    };
}

function modelAt(i: number, wave: string): ConfigInput["models"][number] {
    const digest = (version: number) => `sha256:${String(version).padStart(64, "0")}`;
    return {
        name: `model-${i}`,
        releases: {
            "1.0.0": { artifact: `file:${i}/1.onnx`, digest: digest(1) },
            "2.0.0": { artifact: `file:${i}/2.onnx`, digest: digest(2) },
        },
        traffic: [
            { version: "1.0.0", percent: 90 },
            { version: "2.0.0", percent: 10 },
        ],
        stickyBy: "header:x-subject",
        regions: { [wave]: { traffic: [{ version: "2.0.0", percent: 100 }] } },
    };
}
