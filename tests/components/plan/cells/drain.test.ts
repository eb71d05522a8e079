import assert from "node:assert/strict";

import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { drainFaults, servingRegions } from "../../../../components/plan/cells/drain";
import { pinned, type Pinned } from "../faults-of";

const eu = { name: "eu", regions: ["local:eu-west", "local:eu-central"] as const };
const us = { name: "us", regions: ["local:us-east"] as const };

describe("the regions of a cell that get traffic", () => {
    it("are all but those taken out of it, in their order", () => {
        assert.deepEqual(servingRegions(eu, []), ["local:eu-west", "local:eu-central"]);
        assert.deepEqual(servingRegions(eu, ["local:us-east", "local:eu-west"]), ["local:eu-central"]);
    });
});

describe("a region is taken out of traffic", () => {
    it("where another of its cell stays in", () => {
        assert.deepEqual(drainFaults([eu, us], ["local:eu-west"], "routing.drain"), []);
        assert.deepEqual(drainFaults([eu, us], [], "routing.drain"), []);
    });

    const cases: [title: string, drain: RegionRef[], fault: Pinned][] = [
        [
            "not when it is no region of a cell",
            ["local:eu-west", "local:eu-north"],
            {
                code: "drain/unknown-region",
                path: "routing.drain[1]",
                value: "local:eu-north",
            },
        ],
        [
            "not twice",
            ["local:eu-west", "local:eu-west"],
            {
                code: "drain/region-twice",
                path: "routing.drain[1]",
                value: "local:eu-west",
            },
        ],
        [
            "not when it is the only one of its cell",
            ["local:us-east"],
            {
                code: "drain/last-region",
                path: "routing.drain",
                value: "local:us-east",
            },
        ],
        [
            "not when all others of its cell are out too",
            ["local:eu-central", "local:eu-west"],
            {
                code: "drain/last-region",
                path: "routing.drain",
                value: "local:eu-central, local:eu-west",
            },
        ],
    ];
    for (const [title, drain, fault] of cases) {
        it(title, () => {
            assert.deepEqual(pinned(drainFaults([eu, us], drain, "routing.drain")), [fault]);
        });
    }

    it("not from each of two cells that would be left without any", () => {
        assert.deepEqual(
            drainFaults([eu, us], ["local:eu-west", "local:us-east", "local:eu-central"], "drain").map(
                ({ problem }) => /cell "?(\w+)/.exec(problem)?.[1],
            ),
            ["eu", "us"],
        );
    });
});
