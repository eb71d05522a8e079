import fc from "fast-check";

import type { ConfigInput } from "../../../components/plan/config/config";
import type { LatencyInput } from "../../../components/plan/routing/latency";
import { someCities } from "../../../components/plan/routing/routing";

/** Mostly without; where a region is of this machine its ways may take time, some of them a time of their own. */
export function withLatency(config: ConfigInput): fc.Arbitrary<ConfigInput> {
    const regions = config.cells.flatMap(({ regions }) => regions);
    if (!regions.some(region => region.startsWith("local:"))) {
        return fc.constant(config);
    }
    const cities = [...new Set(config.demand?.places.flatMap(({ city }) => city ?? []) ?? someCities)];
    const pairs = [
        ...cities.flatMap(city => regions.map(region => [city, region])),
        ...config.cells.flatMap(({ regions }) => regions.flatMap((a, i) => regions.slice(i + 1).map(b => [a, b]))),
    ] as [string, string][];
    const between = fc
        .shuffledSubarray(pairs, { maxLength: Math.min(3, pairs.length) })
        .chain(chosen =>
            fc.tuple(
                ...chosen.map(([a, b]) =>
                    fc
                        .record({ ms: fc.integer({ min: 0, max: 700 }), turned: fc.boolean() })
                        .map(({ ms, turned }) => ({ from: turned ? b : a, to: turned ? a : b, ms })),
                ),
            ),
        );
    const latency: fc.Arbitrary<LatencyInput> = fc.record(
        { kilometresPerMs: fc.integer({ min: 40, max: 1000 }), addMs: fc.integer({ min: 0, max: 200 }), between },
        { requiredKeys: [] },
    );
    const local = fc.oneof(
        { weight: 2, arbitrary: fc.record({ latency }) },
        { weight: 1, arbitrary: fc.constant({}) },
        { weight: 3, arbitrary: fc.constant(undefined) },
    );
    return local.map(local => ({ ...config, ...(local && { local }) }));
}
