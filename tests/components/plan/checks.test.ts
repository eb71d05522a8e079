import assert from "node:assert/strict";

import { checkFaults, checksFor } from "../../../components/plan/checks";

describe("health checks", () => {
    it("are made as often as suits the region's cloud, where the config says nothing", () => {
        assert.deepEqual(checksFor("local:eu-west"), { everySeconds: 0.25, unhealthyAfter: 2 });
        assert.deepEqual(checksFor("aws:eu-west-1"), { everySeconds: 30, unhealthyAfter: 3 });
    });

    it("are made as the config says, each value by itself", () => {
        assert.deepEqual(checksFor("local:eu-west", { everySeconds: 5 }), { everySeconds: 5, unhealthyAfter: 2 });
        assert.deepEqual(checksFor("local:eu-west", { unhealthyAfter: 7 }), { everySeconds: 0.25, unhealthyAfter: 7 });
    });

    it("are refused more often than the cloud can make them", () => {
        assert.deepEqual(checkFaults(["local:eu-west", "local:us-east"], { everySeconds: 0.05 }), [
            {
                code: "capability/check-interval",
                path: "routing.failover.everySeconds",
                value: 0.05,
                allowed: "0.1 or more on local",
                remedy: "check less often",
            },
        ]);
    });

    it("are taken at the cloud's floor, at no interval of the config's, and on clouds without a floor", () => {
        assert.deepEqual(checkFaults(["local:eu-west"], { everySeconds: 0.1 }), []);
        assert.deepEqual(checkFaults(["local:eu-west"], {}), []);
        assert.deepEqual(checkFaults(["aws:eu-west-1"], { everySeconds: 0.05 }), []);
    });
});
