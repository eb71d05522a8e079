import assert from "node:assert/strict";

import { planCell } from "../../../../components/plan/cells/cell";
import type { ConfigInput } from "../../../../components/plan/config/config";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { capacityFaults, loadsOfCell, scalingFaults } from "../../../../components/plan/serving/capacity-faults";
import { loadsOf } from "../../../../components/plan/serving/loads";
import { asked, cellOver } from "../requested";
import { pinned } from "../faults-of";

const regions: RegionRef[] = ["aws:eu-west-1", "aws:eu-central-1"];

/** Of 100 requests a second 60 come from Dublin and 40 from Frankfurt, each of which has a region; a replica serves 10. */
const demand = {
    places: [
        { city: "Dublin", share: 0.6 },
        { city: "Frankfurt", share: 0.4 },
    ],
    peakRps: 100,
    rpsPerReplica: 10,
};

function faultsOf(change: Partial<ConfigInput> = {}, of = regions) {
    const config = asked(of, { demand, ...change });
    const cells = config.cells.map(cell => planCell(cell, "screening.example", {}));
    const models = config.models.map((model, i) => ({ model, at: `models[${i}]` }));
    return capacityFaults(config, models, cells, loadsOf(config.demand!, cells));
}

const reported = (...args: Parameters<typeof faultsOf>) =>
    faultsOf(...args).map(({ path, problem, value }) => {
        const [, release, needed, region] = /release "([^"]+)".* needs (\d+) replicas in (\S+)/.exec(problem) ?? [];
        return [path, value, Number(needed), release, region];
    });

describe("what comes to the regions of a cell", () => {
    const cell = planCell(asked(regions).cells[0]!, "screening.example", {});
    const loads = loadsOf(asked(regions, { demand }).demand!, [cell]);

    it("is what is nearest, and with the other region lost everything", () => {
        assert.deepEqual(loadsOfCell(cell, loads, []), [
            { region: "aws:eu-central-1", usual: 0.4, most: 1, lost: "aws:eu-west-1" },
            { region: "aws:eu-west-1", usual: 0.6, most: 1, lost: "aws:eu-central-1" },
        ]);
    });

    it("comes to those that are in traffic", () => {
        assert.deepEqual(loadsOfCell(cell, loads, ["aws:eu-west-1"]), [
            { region: "aws:eu-central-1", usual: 1, most: 1 },
        ]);
    });
});

describe("demand", () => {
    it("is taken that the most replicas carry with any one region lost", () => {
        assert.deepEqual(reported({ serving: { scaling: { max: 10 } } }), []);
        assert.deepEqual(reported(), []);
    });

    it("is refused that they don't carry, for each model where it lacks most", () => {
        assert.deepEqual(pinned(faultsOf({ serving: { scaling: { max: 9 } } })), [
            {
                code: "capacity/one-region-lost",
                path: "serving.scaling.max",
                value: 9,
            },
        ]);
    });

    it("lacks most where most is needed, and may lack in usual times already", () => {
        // Dublin's 60 in usual times are 10 replicas at 6 each, Frankfurt's 40 are 6.7.
        const scaling = { max: 2, survives: "nothing" as const };
        assert.deepEqual(reported({ serving: { scaling } }), [
            ["serving.scaling.max", 2, 10, "1.0.0", "aws:eu-west-1"],
        ]);
        assert.deepEqual(reported({ serving: { scaling: { max: 16 } } }, ["aws:eu-west-1"]), [
            ["serving.scaling.max", 16, 17, "1.0.0", "aws:eu-west-1"],
        ]);
    });

    it("is reported at the minimum if the maximum is not set", () => {
        const own = (demand: object) => ({ models: asked(regions).models.map(model => ({ ...model, demand })) });
        const where = (found: ReturnType<typeof reported>) => found[0]!.slice(0, 2);
        assert.deepEqual(where(reported({ demand: { ...demand, peakRps: 200 } })), ["demand.peakRps", 200]);
        assert.deepEqual(where(reported(own({ peakRps: 300 }))), ["models[0].demand.peakRps", 300]);
        assert.deepEqual(where(reported(own({ rpsPerReplica: 5 }))), ["demand.peakRps", demand.peakRps]);
    });

    it("is not reported if it isn't known, or if models can't run at all", () => {
        assert.deepEqual(reported({ demand: { places: demand.places } }), []);
        const managed = { hosting: "managed" as const, scaling: { max: 1 } };
        assert.deepEqual(reported({ serving: managed }, ["gcp:europe-west1"]), []);
    });
});

describe("bounds of scaling", () => {
    const faults = (scaling: object, cells: RegionRef[][], drain: RegionRef[] = []) =>
        scalingFaults(
            asked([], {
                cells: cells.map((some, i) => cellOver(some, { name: `cell-${i}` })),
                serving: { scaling },
                routing: { drain },
            }),
        );

    it("are refused where the least is more than the most", () => {
        assert.deepEqual(pinned(faults({ min: 3, max: 2 }, [regions])), [
            {
                code: "scaling/min-over-max",
                path: "serving.scaling.min",
                value: 3,
            },
        ]);
        assert.deepEqual(faults({ min: 2, max: 2 }, [regions]), []);
        assert.deepEqual(faults({ min: 20 }, [regions]), []);
    });

    it("name each cell that can't survive the loss of a region", () => {
        const [fault] = faults({ survives: "one-region" }, [["aws:us-east-1"], ["aws:eu-west-1"]]);
        assert.match(fault!.problem, /cells "[^"]+", "[^"]+" have fewer than two regions/);
    });

    it("can't promise to survive the loss of a cell's only region, or of the only one in traffic", () => {
        const promise = { survives: "one-region" };
        assert.deepEqual(faults(promise, [regions]), []);
        assert.deepEqual(faults({}, [["aws:us-east-1"]]), []);
        assert.deepEqual(pinned(faults(promise, [regions, ["aws:us-east-1"]])), [
            {
                code: "capacity/single-region",
                path: "serving.scaling.survives",
                value: "one-region",
            },
        ]);
        assert.equal(faults(promise, [regions], ["aws:eu-west-1"]).length, 1);
    });
});
