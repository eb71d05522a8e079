import assert from "node:assert/strict";
import fc from "fast-check";

import type { RegionRef } from "../../../components/plan/catalogue";
import { parseConfig } from "../../../components/plan/config";
import { type Plan, plan } from "../../../components/plan/plan";
import { byVersion } from "../../../components/plan/traffic";
import { type ConfigInput, configs, fixedSeed } from "../../support/arbitraries";

const planOf = (written: ConfigInput) => plan(parseConfig(written));
const servingsOf = (planned: Plan) => planned.cells.flatMap(({ servings }) => servings);

describe("for any valid config", () => {
    it("no region fails over to another cell, nor by another cell's host name, and every other of its own in traffic is a peer", () => {
        always(configs, written => {
            const inTraffic = except(written.routing?.drain);
            for (const { cell, region, peers } of servingsOf(planOf(written))) {
                assert.deepEqual(
                    peers.map(peer => peer.region).sort(),
                    inTraffic(cell.regions).filter(other => other !== region),
                );
                assert.ok(peers.every(({ host }) => host.endsWith(`.${cell.name}.${written.domain}`)));
            }
        });
    });

    it("clients of a cell are sent to all regions of that cell that are in traffic and to no other, from everywhere", () => {
        always(configs, written => {
            const inTraffic = except(written.routing?.drain);
            const regionsOf = new Map(written.cells.map(({ name, regions }) => [name, inTraffic(regions).sort()]));
            for (const { order } of planOf(written).routing.points) {
                assert.deepEqual(
                    new Map(Object.entries(order).map(([cell, regions]) => [cell, [...regions].sort()])),
                    new Map([...regionsOf].sort()),
                );
            }
        });
    });

    it("a region out of traffic is served as if it were in, and knows that it is out", () => {
        always(configs, written => {
            const { drain, ...routing } = written.routing ?? {};
            const servings = servingsOf(planOf(written));
            const drained = servings.filter(({ drained }) => drained).map(({ region }) => region);
            assert.deepEqual(drained.sort(), [...(drain ?? [])].sort());
            assert.deepEqual(servings.map(named), servingsOf(planOf({ ...written, routing })).map(named));
        });
    });

    it("the parts of a cell's rate make up the whole, and each is as small as it can be", () => {
        always(configs, written => {
            const rate = written.routing?.limits?.rate?.cell;
            for (const { servings } of planOf(written).cells) {
                const parts = servings.filter(({ drained }) => !drained).map(({ limits }) => limits.rate.region);
                assert.ok(parts.length > 0);
                for (const part of parts) {
                    assert.deepEqual(part, parts[0]);
                    assert.equal(part === undefined, rate === undefined);
                }
                if (rate !== undefined) {
                    assertShared(
                        rate.perSecond,
                        parts.map(part => part!.perSecond),
                    );
                    assertShared(
                        rate.burst ?? rate.perSecond,
                        parts.map(part => part!.burst),
                    );
                }
            }
        });
    });

    it("a backup serves nobody", () => {
        always(configs, written => {
            const planned = planOf(written);
            const backups = written.cells.flatMap(({ backup }) => backup ?? []);
            const serving = servingsOf(planned).flatMap(({ region, peers }) => [region, ...peers.map(p => p.region)]);
            const routed = planned.routing.points.flatMap(({ order }) => Object.values(order).flat());
            assert.ok(!backups.some(backup => [...serving, ...routed].includes(backup as RegionRef)));
        });
    });

    it("the shares of each model in each region sum to 10,000 and come oldest first", () => {
        always(configs, written => {
            for (const { models } of servingsOf(planOf(written))) {
                assert.equal(models.length, written.models.length);
                for (const { releases } of models) {
                    assert.equal(
                        releases.reduce((sum, { weight }) => sum + weight, 0),
                        10_000,
                    );
                    assert.ok(releases.every(({ weight }) => Number.isInteger(weight) && weight >= 0));
                    const versions = releases.map(({ version }) => version);
                    assert.deepEqual([...versions].sort(byVersion), versions);
                }
            }
        });
    });

    it("no two regions have one host name", () => {
        always(configs, written => {
            const hosts = servingsOf(planOf(written)).map(({ host }) => host);
            assert.equal(new Set(hosts).size, hosts.length);
        });
    });

    it("the plan does not depend on the order of cells, regions, models, shares, releases, waves, places, pairs of places or regions out of traffic", () => {
        const reordered = configs.chain(written => fc.tuple(fc.constant(written), inAnyOrder(written)));
        always(reordered, ([written, shuffled]) => {
            assert.deepEqual(planOf(shuffled), planOf(written));
        });
    });

    it("the same input gives the same bytes, and is left as it was", () => {
        always(configs, written => {
            const config = frozen(parseConfig(written));
            assert.equal(JSON.stringify(plan(config)), JSON.stringify(planOf(structuredClone(written))));
        });
    });

    it("adding a region renames nothing and changes no other region's models", () => {
        always(withRegionToAdd, ([before, after, added]) => {
            const known = servingsOf(planOf(before));
            const grown = servingsOf(planOf(after));
            assert.deepEqual(grown.filter(({ region }) => region !== added).map(named), known.map(named));
            assert.equal(grown.length, known.length + 1);
        });
    });

    it("adding a region keeps the order of the others, in failover and from every point", () => {
        always(withRegionToAdd, ([before, after, added]) => {
            const without = (regions: readonly RegionRef[]) => regions.filter(region => region !== added);
            const ordersOf = (planned: Plan) => [
                ...servingsOf(planned)
                    .filter(({ region }) => region !== added)
                    .map(({ peers }) => without(peers.map(({ region }) => region))),
                ...planned.routing.points.flatMap(({ order }) => Object.values(order).map(without)),
            ];
            assert.deepEqual(ordersOf(planOf(after)), ordersOf(planOf(before)));
        });
    });
});

function always<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void {
    fc.assert(fc.property(arbitrary, holds), { ...fixedSeed, numRuns: 150 });
}

/** A list without some regions. */
function except(regions: readonly string[] = []) {
    return (list: readonly string[]) => list.filter(region => !regions.includes(region));
}

function assertShared(whole: number, parts: readonly number[]): void {
    const sum = parts.reduce((a, b) => a + b, 0);
    assert.ok(sum >= whole && sum - parts.length < whole, `${parts.join(" + ")} for ${whole}`);
}

function named({ region, host, place, models, cell }: Plan["cells"][number]["servings"][number]) {
    return { region, host, place, models, cell: cell.host };
}

/** A config, and the same with one region more in one cell. The smaller is made from the larger. */
const withRegionToAdd: fc.Arbitrary<[ConfigInput, ConfigInput, RegionRef]> = fc
    .tuple(configs, fc.nat())
    .filter(([written]) => removableFrom(written).length > 0)
    .map(([after, which]) => {
        const removable = removableFrom(after);
        const added = removable[which % removable.length]!;
        const { routing } = after;
        const before = {
            ...after,
            ...(routing?.drain && { routing: { ...routing, drain: routing.drain.filter(ref => ref !== added) } }),
            ...withPairs(after, pairs => pairs.filter(({ from, to }) => from !== added && to !== added)),
            cells: after.cells.map(cell => ({ ...cell, regions: cell.regions.filter(ref => ref !== added) })),
            models: after.models.map(({ regions, ...model }) => ({
                ...model,
                regions: Object.fromEntries(Object.entries(regions ?? {}).filter(([ref]) => ref !== added)),
            })),
        };
        return [before, after, added as RegionRef];
    });

type Pairs = NonNullable<NonNullable<NonNullable<ConfigInput["local"]>["latency"]>["between"]>;

/** The pairs that have a round trip of their own changed, where there are any. */
function withPairs({ local }: Pick<ConfigInput, "local">, change: (pairs: Pairs) => Pairs): Pick<ConfigInput, "local"> {
    const { between, ...latency } = local?.latency ?? {};
    return between === undefined ? {} : { local: { latency: { ...latency, between: change(between) } } };
}

/** What leaves its cell a region in traffic, and its primary. */
function removableFrom({ cells, routing }: ConfigInput): string[] {
    const inTraffic = except(routing?.drain);
    return cells.flatMap(({ regions, primary }) =>
        regions.filter(ref => ref !== primary && inTraffic(regions).some(other => other !== ref)),
    );
}

function inAnyOrder({ cells, models, demand, routing, ...rest }: ConfigInput): fc.Arbitrary<ConfigInput> {
    return fc
        .record({
            cells: each(cells, cell => shuffled(cell.regions).map(regions => ({ ...cell, regions }))),
            models: each(models, model =>
                fc
                    .record({ traffic: shuffled(model.traffic), releases: reKeyed(model.releases) })
                    .chain(({ traffic, releases }) =>
                        reKeyed(model.regions ?? {}).map(regions => ({ ...model, traffic, releases, regions })),
                    ),
            ),
            places: shuffled(demand?.places ?? []),
            drain: shuffled(routing?.drain ?? []),
            pairs: shuffled(rest.local?.latency?.between ?? []),
        })
        .map(({ cells, models, places, drain, pairs }) => ({
            ...rest,
            ...withPairs(rest, () => pairs),
            routing: { ...routing, drain },
            cells,
            models,
            ...(demand === undefined ? {} : { demand: { places } }),
        }));
}

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
    return fc.shuffledSubarray([...items], { minLength: items.length });
}

function each<T>(items: readonly T[], change: (item: T) => fc.Arbitrary<T>): fc.Arbitrary<T[]> {
    return fc.tuple(...items.map(change)).chain(shuffled);
}

function reKeyed<T extends object>(object: T): fc.Arbitrary<T> {
    return shuffled(Object.entries(object)).map(entries => Object.fromEntries(entries) as T);
}

/** Any write to what is frozen throws. */
function frozen<T>(value: T): T {
    if (typeof value === "object" && value !== null) {
        Object.values(value).forEach(frozen);
        Object.freeze(value);
    }
    return value;
}
