import assert from "node:assert/strict";
import fc from "fast-check";

import type { RegionRef } from "../../../components/plan/places/catalogue";
import { checkConfig, parseConfig, type Plan } from "../../../components/plan/plan";
import { modelsIn } from "../../../components/plan/serving/model-cells";
import { lookupsOf } from "../../../components/plan/serving/features";
import { always, planOf } from "../../support/always";
import { type ConfigInput, configs } from "../../support/arbitraries";
import { removableFrom, withoutRegion } from "./without-region";

const servingsOf = (planned: Plan) => planned.cells.flatMap(({ servings }) => servings);

describe("adding a region to any valid config", () => {
    it("renames nothing, and changes no other region's models but for how many replicas they need", () => {
        always(withRegionToAdd, ([before, after, added]) => {
            const known = servingsOf(planOf(before));
            const grown = servingsOf(planOf(after));
            assert.deepEqual(grown.filter(({ region }) => region !== added).map(lasting), known.map(lasting));
            assert.equal(grown.length, known.length + 1);
        });
    });

    it("keeps the order of the others, in failover and from every point", () => {
        always(withRegionToAdd, ([before, after, added]) => {
            const without = (regions: readonly RegionRef[]) => regions.filter(region => region !== added);
            const ordersOf = (planned: Plan) => [
                ...servingsOf(planned)
                    .filter(({ region }) => region !== added)
                    .map(({ peers }) => without(peers.map(({ region }) => region))),
                ...planned.routings
                    .flatMap(({ points }) => points)
                    .flatMap(({ order }) => Object.values(order).map(without)),
            ];
            assert.deepEqual(ordersOf(planOf(after)), ordersOf(planOf(before)));
        });
    });

    it("leaves other cells as they were", () => {
        always(withRegionToAdd, ([before, after, added]) => {
            const others = (planned: Plan) => planned.cells.filter(({ cell }) => !cell.regions.includes(added));
            const grown = others(planOf(after));
            const known = others(planOf(before)).filter(({ cell }) =>
                grown.some(other => other.cell.name === cell.name),
            );
            assert.deepEqual(grown, known);
        });
    });

    it("moves shards to it only, about as many as its part", () => {
        const withStore = withRegionToAdd.filter(([{ store }]) => store !== undefined);
        always(withStore, ([before, after, added]) => {
            const grown = planOf(after).cells;
            for (const { cell, store } of planOf(before).cells) {
                const { store: larger, cell: largerCell } = grown.find(other => other.cell.name === cell.name)!;
                const moved = (store?.homes ?? []).flatMap((home, i) =>
                    larger!.homes[i] === home ? [] : larger!.homes[i]!,
                );
                assert.ok(moved.every(home => home === added));
                if (store !== undefined && largerCell.regions.includes(added)) {
                    assertPart(moved.length, store.homes.length, 1 / largerCell.regions.length);
                }
            }
        });
    });
});

describe("adding a model to any valid config", () => {
    it("only adds the model, and its access to its table", () => {
        always(withModelToAdd, ([before, after, name]) => {
            const grown = planOf(after);
            const { models } = parseConfig(before);
            const without = grown.cells.map(({ cell, servings, store }) => {
                const looked = lookupsOf(modelsIn(models, cell.name));
                return {
                    cell,
                    ...(store && { store: { ...store, lookups: store.lookups.filter(name => looked.includes(name)) } }),
                    servings: servings.map(serving => ({
                        ...serving,
                        models: serving.models.filter(model => model.name !== name),
                    })),
                };
            });
            assert.deepEqual({ ...grown, cells: without }, planOf(before));
        });
    });
});

/** A config, and the same with one model more, which is called so. The smaller is made from the larger. */
const withModelToAdd: fc.Arbitrary<[ConfigInput, ConfigInput, string]> = fc
    .tuple(
        configs.filter(({ models }) => models.length > 1),
        fc.nat(),
    )
    .map(([after, which]): [ConfigInput, ConfigInput, string] => {
        // The first one runs in every cell.
        const { name } = after.models[1 + (which % (after.models.length - 1))]!;
        return [{ ...after, models: after.models.filter(model => model.name !== name) }, after, name];
    })
    // Without the only server that uses them, GPUs are refused.
    .filter(([before]) => !checkConfig(before).faults.some(({ code }) => code === "capability/gpu-server"));

/** A config, and the same with one region more in one cell. The smaller is made from the larger. */
const withRegionToAdd: fc.Arbitrary<[ConfigInput, ConfigInput, RegionRef]> = fc
    .tuple(configs, fc.nat())
    .filter(([written]) => removableFrom(written).length > 0)
    .map(([after, which]) => {
        const removable = removableFrom(after);
        const added = removable[which % removable.length]!;
        return [withoutRegion(after, added), after, added];
    });

/** What other regions have nothing to do with. */
function lasting({ region, host, place, models, cell, hosting }: Plan["cells"][number]["servings"][number]) {
    return {
        region,
        host,
        place,
        cell: cell.host,
        hosting,
        models: models.map(({ releases, shadow, ...model }) => ({
            ...model,
            releases: releases.map(({ replicas: _, ...release }) => release),
            shadow: shadow && { ...shadow, replicas: undefined },
        })),
    };
}

/** Within six standard deviations of a random part of so many: outside of it less often than once in 10⁸. */
function assertPart(found: number, all: number, part: number): void {
    const off = Math.abs(found - all * part);
    assert.ok(off <= 6 * Math.sqrt(all * part * (1 - part)) + 1, `${found} of ${all}, of which a part is ${part}`);
}
