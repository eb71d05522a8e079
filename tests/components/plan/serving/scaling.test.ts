import assert from "node:assert/strict";

import type { Hosting } from "../../../../components/plan/clouds/cloud";
import { hostingOn } from "../../../../components/plan/clouds/table";
import { type HostingInput, hostingSchema } from "../../../../components/plan/config/hosting";
import { parse } from "../../../../components/plan/config/parse";
import type { Cloud } from "../../../../components/plan/places/catalogue";
import { boundsOf, ratesOf, replicasNeeded } from "../../../../components/plan/serving/scaling";
import { parsed } from "../screening";

const scaling = (written: HostingInput["scaling"] = {}) => parse(hostingSchema, { scaling: written }).scaling;

describe("the bounds of a release's replicas", () => {
    const bounds = (written: HostingInput["scaling"], cloud: Cloud = "aws", hosting: Hosting = "container") => {
        const { min, max } = boundsOf(scaling(written), hostingOn(cloud, hosting)!);
        return [min, max];
    };

    it("are two, so that a zone can be lost, to ten where nothing is said", () => {
        assert.deepEqual(bounds({}), [2, 10]);
    });

    it("are one where the hosting has no more", () => {
        assert.deepEqual(bounds({}, "local"), [1, 1]);
        assert.deepEqual(bounds({}, "aws", "edge"), [1, 1]);
    });

    it("are as said, and the other suits the one that is", () => {
        assert.deepEqual(bounds({ min: 3, max: 5 }), [3, 5]);
        assert.deepEqual(bounds({ min: 0 }), [0, 10]);
        assert.deepEqual(bounds({ min: 20 }), [20, 20]);
        assert.deepEqual(bounds({ max: 1 }), [1, 1]);
        assert.deepEqual(bounds({ max: 30 }), [2, 30]);
    });
});

describe("the rates of a model", () => {
    const [model] = parsed().models as [ReturnType<typeof parsed>["models"][number]];
    const places = [{ city: "Lisbon" }];

    it("are those of the demand, or its own where it says some", () => {
        const demand = { places, peakRps: 100, rpsPerReplica: 10 };
        assert.deepEqual(ratesOf(model, demand), { peakRps: 100, rpsPerReplica: 10 });
        assert.deepEqual(ratesOf({ ...model, demand: { rpsPerReplica: 5 } }, demand), {
            peakRps: 100,
            rpsPerReplica: 5,
        });
        assert.deepEqual(ratesOf({ ...model, demand: { peakRps: 7, rpsPerReplica: 5 } }, undefined), {
            peakRps: 7,
            rpsPerReplica: 5,
        });
    });

    it("are unknown while one of them is", () => {
        assert.equal(ratesOf(model, undefined), undefined);
        assert.equal(ratesOf(model, { places, rpsPerReplica: 10 }), undefined);
        assert.equal(ratesOf(model, { places, peakRps: 10 }), undefined);
    });
});

describe("the replicas that a release needs in a region", () => {
    const load = { region: "aws:eu-west-1", usual: 0.3, most: 0.9, lost: "aws:eu-central-1" } as const;
    const rates = { peakRps: 1000, rpsPerReplica: 50 };

    it("carry its share also with one other region lost", () => {
        // 10 %: 30 usual at 30 each is 1, 90 at 50 each is 1.8.
        assert.equal(replicasNeeded(load, 0.1, rates, scaling()), 2);
        // All: 300 at 30 each is 10, 900 at 50 each is 18.
        assert.equal(replicasNeeded(load, 1, rates, scaling({ survives: "one-region" })), 18);
    });

    it("carry only what is usual where nothing need survive", () => {
        assert.equal(replicasNeeded(load, 1, rates, scaling({ survives: "nothing" })), 10);
    });
});
