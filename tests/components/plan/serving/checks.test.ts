import assert from "node:assert/strict";

import { gateChecks } from "../../../../components/plan/clouds/cloud";
import {
    type Checker,
    checkFaults,
    checkersOf,
    checksFor,
    checksOf,
    noticedAfter,
} from "../../../../components/plan/serving/checks";
import { pinned } from "../faults-of";

describe("health checks", () => {
    it("are made as often as suits the region's cloud, where the config says nothing", () => {
        assert.deepEqual(checksFor("local:eu-west"), { everySeconds: 0.25, unhealthyAfter: 2 });
        assert.deepEqual(checksFor("aws:eu-west-1"), { everySeconds: 5, unhealthyAfter: 3 });
        assert.deepEqual(checksOf(gateChecks), { everySeconds: 5, unhealthyAfter: 3 });
    });

    it("are made as the config says, each value by itself", () => {
        assert.deepEqual(checksFor("local:eu-west", { everySeconds: 5 }), { everySeconds: 5, unhealthyAfter: 2 });
        assert.deepEqual(checksFor("local:eu-west", { unhealthyAfter: 7 }), { everySeconds: 0.25, unhealthyAfter: 7 });
    });

    it("are made by the gates of each cloud and by the products that route to them", () => {
        const by = (...args: Parameters<typeof checkersOf>) => checkersOf(...args).map(checker => checker.by);
        assert.deepEqual(by(["local:us-east", "aws:eu-west-1", "aws:us-east-1"]), ["gates on aws", "gates on local"]);
        assert.deepEqual(by(["gcp:europe-west1", "aws:eu-west-1"], "aws"), [
            "gates on aws",
            "gates on gcp",
            "Route 53 latency records",
            "Route 53 geoproximity records",
        ]);
        assert.deepEqual(by(["aws:eu-west-1"], "aws", "anycast"), [
            "gates on aws",
            "Global Accelerator, one for each cell",
        ]);
    });

    it("are not created by names that can't route to a front, which is reported otherwise", () => {
        assert.deepEqual(
            checkersOf(["aws:eu-west-1"], "gcp").map(({ by }) => by),
            ["gates on aws"],
        );
    });
});

describe("the interval of checks", () => {
    const local = checkersOf(["local:eu-west", "local:us-east"]);
    const faultsOf = (checkers: readonly Checker[], everySeconds?: number) =>
        checkFaults(checkers, everySeconds === undefined ? {} : { everySeconds }, "failover");

    it("is refused where it is shorter than a gate can keep", () => {
        assert.deepEqual(pinned(faultsOf(local, 0.05)), [
            {
                code: "capability/check-interval",
                path: "failover.everySeconds",
                value: 0.05,
            },
        ]);
    });

    it("is taken at the floor, where there is none in the config, and however long gates wait", () => {
        assert.deepEqual(faultsOf(local, 0.1), []);
        assert.deepEqual(faultsOf(local), []);
        assert.deepEqual(faultsOf(local, 300), []);
    });

    it("is one of the steps where a product has steps", () => {
        const route53 = checkersOf(["aws:eu-west-1"], "aws");
        assert.deepEqual(faultsOf(route53, 10), []);
        assert.deepEqual(pinned(faultsOf(route53, 20)), [
            {
                code: "capability/check-interval",
                path: "failover.everySeconds",
                value: 20,
            },
        ]);
    });

    it("is within a range where a product has one", () => {
        const frontDoor = checkersOf(["azure:westeurope"], "azure", "global");
        assert.deepEqual(faultsOf(frontDoor, 255), []);
        assert.deepEqual(
            faultsOf(frontDoor, 256).map(({ problem }) => problem),
            ["Front Door can't check every 256 s, expected 5 to 255 s"],
        );
    });

    it("that several can't keep is reported with the slowest of them", () => {
        const several = checkersOf(["aws:eu-west-1", "gcp:europe-west1", "local:eu-west"], "gcp");
        assert.deepEqual(
            faultsOf(several, 0.01).map(({ problem }) => problem),
            ["Cloud DNS geolocation policy can't check every 0.01 s, expected at least 30 s"],
        );
    });
});

describe("the time until an unhealthy backend is left out", () => {
    it("is the interval for each failed check, without the last digits of floating point", () => {
        assert.equal(noticedAfter({ everySeconds: 0.1, unhealthyAfter: 3 }), 0.3);
        assert.equal(noticedAfter({ everySeconds: 30, unhealthyAfter: 2 }), 60);
    });
});

describe("the number of failed checks", () => {
    const faultsOf = (checkers: readonly Checker[], unhealthyAfter: number) =>
        checkFaults(checkers, { unhealthyAfter }, "failover");

    it("is what can be asked of who checks", () => {
        const accelerator = checkersOf(["aws:eu-west-1"], "aws", "anycast");
        assert.deepEqual(faultsOf(accelerator, 2), []);
        assert.deepEqual(faultsOf(accelerator, 10), []);
        assert.deepEqual(pinned(faultsOf(accelerator, 1)), [
            {
                code: "capability/check-threshold",
                path: "failover.unhealthyAfter",
                value: 1,
            },
        ]);
    });

    it("is any where who checks has no bounds of its own", () => {
        assert.deepEqual(faultsOf(checkersOf(["local:eu-west"], "local"), 1), []);
    });
});
