import assert from "node:assert/strict";

import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { loadsByRegion, type Reach, replicasFor } from "../../../../components/plan/serving/capacity";
import type { Load } from "../../../../components/plan/serving/loads";

const [west, central, north]: RegionRef[] = ["local:eu-west", "local:eu-central", "local:eu-north"];

const load = (city: string, share: number, cell = "eu"): Load => ({
    city,
    cell,
    share,
    place: { city, country: "XX", latitude: 0, longitude: 0 },
});

/** Lisbon goes west first, Berlin central, Oslo north; west fails over to north, the others to their left. */
const eu: Reach = {
    name: "eu",
    regions: [west!, central!, north!],
    orderFrom: ({ city }) =>
        ({
            Lisbon: [west!, central!, north!],
            Berlin: [central!, north!, west!],
            Oslo: [north!, central!, west!],
        })[city]!,
    orderAfter: region =>
        ({ [west!]: [north!, central!], [central!]: [west!, north!], [north!]: [central!, west!] })[region]!,
};

describe("what comes to a region", () => {
    it("is usually what is nearest to it, and at most what one other region's loss brings, by router or by spill", () => {
        const loads = [load("Lisbon", 0.5), load("Berlin", 0.25), load("Oslo", 0.125)];
        assert.deepEqual(loadsByRegion(eu, loads), [
            // Berlin's gate passes all on to the west; by the router nothing would come.
            { region: west, usual: 0.5, most: 0.75, lost: central },
            // By the router Lisbon comes.
            { region: central, usual: 0.25, most: 0.75, lost: west },
            // By spill Lisbon comes, which is more than Berlin by the router.
            { region: north, usual: 0.125, most: 0.625, lost: west },
        ]);
    });

    it("counts a city's requests of other cells for these", () => {
        const loads = [load("Lisbon", 0.5), load("Berlin", 0.5, "us")];
        assert.deepEqual(
            loadsByRegion(eu, loads).map(({ usual }) => usual),
            [0.5, 0, 0],
        );
    });

    it("is what several cities bring together", () => {
        const one: Reach = { ...eu, regions: [west!], orderFrom: () => [west!], orderAfter: () => [] };
        assert.deepEqual(loadsByRegion(one, [load("Lisbon", 0.5), load("Berlin", 0.25)]), [
            { region: west, usual: 0.75, most: 0.75 },
        ]);
    });

    it("is no more than usual if no loss brings anything, and nothing without requests", () => {
        assert.deepEqual(loadsByRegion(eu, []), [
            { region: west, usual: 0, most: 0 },
            { region: central, usual: 0, most: 0 },
            { region: north, usual: 0, most: 0 },
        ]);
    });
});

describe("the replicas of a release", () => {
    const needed = (usualRps: number, mostRps: number) =>
        replicasFor({ usualRps, mostRps, rpsPerReplica: 10, targetUtilization: 0.6 });

    it("leave room for bursts in usual times", () => {
        // 100 requests a second are 16.7 replicas at 6 each; 160, with a region lost, are 16 at 10 each.
        assert.equal(needed(100, 160), 17);
    });

    it("are fully used with one region lost", () => {
        assert.equal(needed(100, 200), 20);
        assert.equal(needed(100, 200.1), 21);
    });

    it("are none for nothing, and no more for the last digits of a sum", () => {
        assert.equal(needed(0, 0), 0);
        assert.equal(needed((0.1 + 0.2) * 200, 0), 10);
    });
});
