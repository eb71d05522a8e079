import assert from "node:assert/strict";

import { screening } from "../components/plan/screening";
import { call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import { until } from "../support/until";

const here = "local:eu-west";
const there = "local:eu-central";

describe("gates that receive everything in one argument", function () {
    this.timeout(60_000);
    let gates: Gates;

    before(async () => {
        gates = await Gates.start(screening(), { whole: true });
        for (const region of [here, there] as const) {
            await until(`${region} is ready`, async () =>
                call(gates, region, { path: "/v2/health/ready" }).then(
                    ({ status }) => status === 200,
                    () => false,
                ),
            );
        }
    });
    after(() => gates.stop());

    it("answer, refuse and spill as those that read files do", async () => {
        assert.equal((await call(gates, here, { body: "{}" })).headers["x-meridian-region"], here);
        assert.equal((await call(gates, here, { host: "us.screening.example" })).status, 421);
        for (const host of ["eu.screening.example.", "eu.screening.example.:443"]) {
            assert.equal((await call(gates, here, { host, body: "{}" })).status, 200, host);
        }
        assert.equal((await call(gates, here, { host: "us.screening.example." })).status, 421);
        for (const version of ["1.0.0", "2.0.0"]) await gates.server(here, version).close();
        await until("the other region answers", async () => {
            const { status, headers } = await call(gates, here, { body: "{}" });
            return status === 200 && headers["x-meridian-region"] === there;
        });
    });
});
