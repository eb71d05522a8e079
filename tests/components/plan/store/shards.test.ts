import assert from "node:assert/strict";
import fc from "fast-check";

import { knownRegions, type RegionRef } from "../../../../components/plan/places/catalogue";
import { homesOf, ranksOf, shardOf } from "../../../../components/plan/store/shards";
import { fixedSeed } from "../../../support/arbitraries";

const shards = 64;
const regionLists = fc.uniqueArray(fc.constantFrom(...knownRegions), { minLength: 1, maxLength: 8 });
const eu: RegionRef[] = ["aws:eu-west-1", "aws:eu-central-1", "aws:eu-north-1"];

describe("the home of a shard", () => {
    it("is a region of the cell, for each shard one", () => {
        fc.assert(
            fc.property(regionLists, fc.integer({ min: 1, max: 256 }), (regions, count) => {
                const homes = homesOf(count, regions);
                assert.equal(homes.length, count);
                assert.ok(homes.every(home => regions.includes(home)));
            }),
            fixedSeed,
        );
    });

    it("is the same whatever the order of the regions, and however many shards there are besides", () => {
        fc.assert(
            fc.property(regionLists, regions => {
                const homes = homesOf(shards, regions);
                assert.deepEqual(homesOf(shards, [...regions].reverse()), homes);
                assert.deepEqual(homesOf(2 * shards, regions).slice(0, shards), homes);
            }),
            fixedSeed,
        );
    });

    it("moves to a region that comes, or stays", () => {
        fc.assert(
            fc.property(regionLists, fc.constantFrom(...knownRegions), (regions, newcomer) => {
                const before = homesOf(shards, regions);
                const after = homesOf(shards, [...regions, newcomer]);
                after.forEach((home, shard) => {
                    assert.ok(home === newcomer || home === before[shard]);
                });
            }),
            fixedSeed,
        );
    });

    it("moves away from a region that goes, and from no other", () => {
        fc.assert(
            fc.property(regionLists, regions => {
                const [leaver, ...others] = regions;
                fc.pre(others.length > 0);
                const before = homesOf(shards, regions);
                const after = homesOf(shards, others);
                before.forEach((home, shard) => {
                    assert.ok(home === leaver || home === after[shard]);
                });
            }),
            fixedSeed,
        );
    });

    it("is each region's for its part: of 1,024 shards, within a quarter of it", () => {
        for (const regions of [eu, knownRegions.filter(ref => ref.startsWith("local:eu")), eu.slice(0, 2)]) {
            const homes = homesOf(1024, regions);
            for (const region of regions) {
                const part = homes.filter(home => home === region).length / (1024 / regions.length);
                assert.ok(part > 0.75 && part < 1.25, `${region}: ${part}`);
            }
        }
    });

    it("stays as in earlier versions: a change would move all keys", () => {
        // By FNV-1a and MurmurHash3's finalizer as their authors give them, of `<region>#<shard>`.
        assert.deepEqual(
            homesOf(8, eu).map(home => home.slice("aws:eu-".length)),
            ["west-1", "north-1", "central-1", "west-1", "central-1", "west-1", "north-1", "central-1"],
        );
    });
});

describe("who stands in for the home of a shard", () => {
    it("is every other region, after the home", () => {
        fc.assert(
            fc.property(regionLists, regions => {
                const ranks = ranksOf(shards, regions);
                assert.deepEqual(
                    ranks.map(([home]) => home),
                    homesOf(shards, regions),
                );
                for (const rank of ranks) {
                    assert.deepEqual([...rank].sort(), [...regions].sort());
                }
            }),
            fixedSeed,
        );
    });

    it("stays in the same order among the others when a region comes or goes", () => {
        fc.assert(
            fc.property(regionLists, fc.constantFrom(...knownRegions), (regions, newcomer) => {
                fc.pre(!regions.includes(newcomer));
                const after = ranksOf(shards, [newcomer, ...regions]);
                assert.deepEqual(
                    after.map(rank => rank.filter(region => region !== newcomer)),
                    ranksOf(shards, regions),
                );
            }),
            fixedSeed,
        );
    });

    it("is the region whose home it becomes when the home goes", () => {
        const ranks = ranksOf(shards, eu);
        for (const leaver of eu) {
            const homes = homesOf(
                shards,
                eu.filter(region => region !== leaver),
            );
            homes.forEach((home, shard) => {
                const [first, second] = ranks[shard]!;
                assert.equal(home, first === leaver ? second : first);
            });
        }
    });

    it("is the first by name where two have the same score, whatever the order that they are said in", () => {
        // Words that FNV-1a hashes to the same 32 bits, so that every score is the same.
        const alike = ["costarring", "liquid"];
        for (const regions of [alike, [...alike].reverse()]) {
            assert.ok(ranksOf(shards, regions).every(([home]) => home === "costarring"));
        }
    });
});

describe("the shard of a key", () => {
    it("is one that there is, and the same each time", () => {
        fc.assert(
            fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 1024 }), (key, count) => {
                const shard = shardOf(key, count);
                assert.ok(Number.isInteger(shard) && shard >= 0 && shard < count);
                assert.equal(shardOf(key, count), shard);
            }),
            fixedSeed,
        );
    });

    it("deals 64,000 keys evenly: each of 64 shards gets within a fifth of a thousand", () => {
        const counts = new Array<number>(shards).fill(0);
        for (let i = 0; i < 1000 * shards; i++) {
            counts[shardOf(`patient-${i}`, shards)]!++;
        }
        assert.ok(Math.min(...counts) > 800 && Math.max(...counts) < 1200, counts.join(" "));
    });

    it("is read from a key's UTF-8 bytes, and stays what it was in earlier versions", () => {
        assert.deepEqual(
            ["", "a", "patient-1", "пациент", "患者-1"].map(key => shardOf(key, 1024)),
            [11, 435, 246, 982, 486],
        );
    });
});
