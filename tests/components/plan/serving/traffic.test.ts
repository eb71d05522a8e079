import assert from "node:assert/strict";
import fc from "fast-check";

import type { ModelConfig, Traffic } from "../../../../components/plan/config/models";
import { byVersion, leading, sharesIn, trafficFaults } from "../../../../components/plan/serving/traffic";
import { fixedSeed } from "../../../support/arbitraries";
import { digest, parsed } from "../screening";
import { pinned, type Pinned } from "../faults-of";

const model = parsed().models[0]!;
const split = (...shares: [version: string, percent: number][]): Traffic =>
    shares.map(([version, percent]) => ({ version, percent }));

describe("shares", () => {
    it("are hundredths of a percent, oldest version first, whatever the order in the config", () => {
        const traffic = split(["10.0.0", 33.34], ["2.0.0", 33.33], ["2.0.0-rc.1", 33.33]);
        for (const given of [traffic, [...traffic].reverse()]) {
            assert.deepEqual(sharesIn({ ...model, traffic: given }, "local:eu-west"), [
                { version: "2.0.0-rc.1", weight: 3333 },
                { version: "2.0.0", weight: 3333 },
                { version: "10.0.0", weight: 3334 },
            ]);
        }
    });

    it("of a region in a wave are the wave's; elsewhere they are the model's own", () => {
        const waved = { ...model, regions: { "local:eu-west": { traffic: split(["2.0.0", 100]) } } };
        assert.deepEqual(sharesIn(waved, "local:eu-west"), [{ version: "2.0.0", weight: 10_000 }]);
        assert.deepEqual(sharesIn(waved, "local:eu-central"), [
            { version: "1.0.0", weight: 9000 },
            { version: "2.0.0", weight: 1000 },
        ]);
    });

    it("keep a release with a share of 0", () => {
        const traffic = split(["1.0.0", 100], ["2.0.0", 0]);
        assert.deepEqual(sharesIn({ ...model, traffic }, "local:eu-west").at(-1), { version: "2.0.0", weight: 0 });
    });

    it("come out whole for each percentage of two decimals", () => {
        for (let hundredths = 0; hundredths <= 10_000; hundredths++) {
            const traffic = split(["1.0.0", hundredths / 100], ["2.0.0", (10_000 - hundredths) / 100]);
            const [first, second] = sharesIn({ ...model, traffic }, "local:eu-west");
            assert.deepEqual([first?.weight, second?.weight], [hundredths, 10_000 - hundredths]);
        }
    });
});

describe("the order of versions", () => {
    it("is by number, a pre-release before its release", () => {
        const sorted = ["0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1"];
        sorted.push("1.0.0", "1.0.1-a-b", "1.0.1", "1.2.0", "1.10.0", "2.0.0", "10.0.0");
        assert.deepEqual([...sorted].reverse().sort(byVersion), sorted);
        assert.deepEqual([...sorted].sort(byVersion), sorted);
    });

    it("leaves no two versions equal, so that the order of a config never decides", () => {
        const ids = fc.constantFrom("1.0.0", "1.0.0-rc.1", "1.0.0-rc.01", "1.0.0-rc-1", "1.0.0-rc.a", "1.0.0-rc.A");
        fc.assert(
            fc.property(ids, ids, (a, b) => {
                assert.equal(Math.sign(byVersion(a, b)), -Math.sign(byVersion(b, a)) + 0);
                assert.equal(byVersion(a, b) === 0, a === b);
            }),
            fixedSeed,
        );
    });
});

describe("the leading release", () => {
    it("has the largest share; among equals it is the oldest", () => {
        const [one, two, three] = [{ weight: 3000 }, { weight: 4000 }, { weight: 3000 }];
        assert.equal(leading([one, two, three]), two);
        const equals = [{ weight: 5000 }, { weight: 5000 }];
        assert.equal(leading(equals), equals[0]);
        assert.equal(leading<{ weight: number }>([]), undefined);
    });
});

describe("shares are refused", () => {
    const releases = { ...model.releases, "3.0.0": { artifact: "file:3.onnx", digest: digest("3") } };
    const cases: [title: string, change: Partial<ModelConfig>, fault: Pinned][] = [
        [
            "when they name a release that the model does not have",
            { traffic: split(["1.0.0", 90], ["4.0.0", 10]) },
            {
                code: "traffic/unknown-release",
                path: "models[0].traffic[1].version",
                value: "4.0.0",
            },
        ],
        [
            "when they name a release twice",
            { traffic: split(["1.0.0", 90], ["1.0.0", 10]) },
            {
                code: "traffic/release-twice",
                path: "models[0].traffic[1].version",
                value: "1.0.0",
            },
        ],
        [
            "when they sum to less than 100",
            { traffic: split(["1.0.0", 89.99], ["2.0.0", 10]) },
            {
                code: "traffic/shares-sum",
                path: "models[0].traffic",
                value: 99.99,
            },
        ],
        [
            "when those of a wave sum to more than 100",
            { regions: { "local:eu-west": { traffic: split(["1.0.0", 90], ["2.0.0", 10.01]) } } },
            {
                code: "traffic/shares-sum",
                path: 'models[0].regions["local:eu-west"].traffic',
                value: 100.01,
            },
        ],
    ];
    for (const [title, change, fault] of cases) {
        it(title, () => {
            assert.deepEqual(pinned(trafficFaults({ ...model, releases, ...change }, "models[0]")), [fault]);
        });
    }

    it("not for sums that floating point would miss", () => {
        const traffic = split(["1.0.0", 33.33], ["2.0.0", 33.33], ["3.0.0", 33.34]);
        assert.deepEqual(trafficFaults({ ...model, releases, traffic }, "models[0]"), []);
    });
});
