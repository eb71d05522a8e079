import assert from "node:assert/strict";

import type { AwsLandingZone } from "../../../../components/adapters/aws/landing-zone";
import { watchOnAws } from "../../../../components/adapters/aws/observability-hub";
import type { WatchLinks } from "../../../../components/observability-hub/contract";
import { planConfig } from "../../../../components/plan/plan";
import { faultsOf } from "../../plan/faults-of";
import { screening } from "../../plan/screening";

/** Nothing of it is read before the fault. */
const unused = undefined as never;

describe("a hub on AWS", () => {
    it("refuses a front that another adapter made, before anything is made", () => {
        const { watch } = planConfig(screening()).plan;
        const links = { others: [], fronts: [{ region: "aws:eu-west-1" }], routed: [], stores: [], elsewhere: [] };
        const found = faultsOf(() =>
            watchOnAws("hub", watch, unused, links as unknown as WatchLinks<AwsLandingZone>, { parent: unused }),
        );
        assert.deepEqual(
            found.map(({ code, path, value }) => [code, path, value]),
            [["capability/foreign", "watches", "aws:eu-west-1"]],
        );
    });
});
