import assert from "node:assert/strict";

import { planConfig } from "../../../../components/plan/plan";
import { regionLosses } from "../../../../components/plan/report/region-loss";
import { digest } from "../screening";

/** Three regions of one cell, on a cloud whose models have replicas. */
function written(more: object = {}) {
    return {
        service: "screening",
        domain: "screening.example",
        cells: [
            {
                name: "eu",
                jurisdictions: ["EU"],
                dataClasses: ["internal"],
                regions: ["aws:eu-west-1", "aws:eu-central-1", "aws:eu-north-1"],
                primary: "aws:eu-west-1",
            },
        ],
        models: [
            {
                name: "screening",
                releases: { "1.0.0": { artifact: "file:1.onnx", digest: digest("1") } },
                traffic: [{ version: "1.0.0", percent: 100 }],
            },
        ],
        ...more,
    };
}

const demand = {
    places: [
        { city: "Dublin", share: 0.5 },
        { city: "Frankfurt", share: 0.5 },
    ],
    peakRps: 600,
    rpsPerReplica: 100,
};

const lossesOf = (more: object = {}) => regionLosses(planConfig(written(more)).plan);

describe("the loss of a region", () => {
    it("sends its requests to the nearest regions that are left, and nothing else changes", () => {
        assert.deepEqual(
            lossesOf({ demand }).map(({ lost, takes }) => [lost, takes]),
            [
                ["aws:eu-central-1", [{ region: "aws:eu-west-1", usual: 0.5, then: 1 }]],
                ["aws:eu-north-1", []],
                ["aws:eu-west-1", [{ region: "aws:eu-central-1", usual: 0.5, then: 1 }]],
            ],
        );
    });

    it("is carried by the replicas that run anyway, which the plan sees to", () => {
        assert.ok(lossesOf({ demand }).every(({ carried }) => carried === true));
    });

    it("is not carried where the config says that nothing need survive", () => {
        const losses = lossesOf({
            demand,
            serving: { scaling: { min: 1, max: 20, survives: "nothing", targetUtilization: 0.95 } },
        });
        assert.deepEqual(
            losses.map(({ lost, carried }) => [lost, carried]),
            [
                ["aws:eu-central-1", false],
                ["aws:eu-north-1", true],
                ["aws:eu-west-1", false],
            ],
        );
    });

    it("tells who may take its requests where it isn't known where they come from, and not whether that is carried", () => {
        const [loss] = lossesOf();
        assert.deepEqual(loss, {
            cell: "eu",
            lost: "aws:eu-central-1",
            takes: [
                { region: "aws:eu-north-1", usual: 0, then: 0 },
                { region: "aws:eu-west-1", usual: 0, then: 0 },
            ],
            residency: "proven",
            noticedAfterSeconds: 30,
        });
    });

    it("says nothing of what is carried where demand says no rates", () => {
        assert.ok(lossesOf({ demand: { places: demand.places } }).every(loss => !("carried" in loss)));
    });

    it("carries what models without rates are asked, whatever it is", () => {
        const [model] = written().models;
        const models = [
            { ...model, demand: { peakRps: 100, rpsPerReplica: 100 } },
            { ...model, name: "other" },
        ];
        assert.ok(lossesOf({ models, demand: { places: demand.places } }).every(({ carried }) => carried === true));
    });

    it("leaves a cell of one region without an answer", () => {
        const [cell] = written().cells;
        const [loss, ...others] = lossesOf({ cells: [{ ...cell, regions: ["aws:eu-west-1"] }], demand });
        assert.deepEqual(others, []);
        assert.deepEqual([loss!.takes, loss!.carried, loss!.residency], [[], false, "proven"]);
    });

    it("is reported for regions with traffic only", () => {
        assert.deepEqual(
            lossesOf({ routing: { drain: ["aws:eu-north-1"] } }).map(({ lost }) => lost),
            ["aws:eu-central-1", "aws:eu-west-1"],
        );
    });
});
