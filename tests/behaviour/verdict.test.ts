import assert from "node:assert/strict";

import { verdictFile } from "../../components/gate/verdict";
import { replaceFile } from "../../components/adapters/local/provider/files";
import { screening } from "../components/plan/screening";
import { call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import { until } from "../support/until";

const here = "local:eu-west";
const there = "local:eu-central";

describe("what others say of a gate's region", function () {
    this.timeout(60_000);
    let gates: Gates;

    before(async () => {
        gates = await Gates.start(screening(), { judged: true });
    });
    after(() => gates.stop());

    const statusOf = async (path: string) => (await call(gates, here, { path, method: "GET" })).status;
    const say = (isServing: boolean) => replaceFile(gates.file(here, "verdict"), verdictFile(isServing));
    const untilRegion = (status: number) =>
        until(`/region says ${status}`, async () => (await statusOf("/region")) === status);

    it("is nothing at first, so that the region gets traffic", async () => {
        assert.equal(await statusOf("/region"), 200);
    });

    it("has routers and other gates go elsewhere, and takes nothing from who comes nevertheless", async () => {
        await say(false);
        await untilRegion(503);
        assert.equal(await statusOf("/v2/health/ready"), 200, "a task is not replaced for it");
        assert.equal(await statusOf("/live"), 200);
        assert.equal((await call(gates, here, { body: "{}" })).status, 200);
        for (const version of ["1.0.0", "2.0.0"]) {
            gates.server(there, version).answer = (_, response) => response.writeHead(503).end();
        }
        await until("the other gate sees it", async () => (await call(gates, there, { body: "{}" })).status === 503);
        for (const version of ["1.0.0", "2.0.0"]) {
            gates.server(there, version).answer = (_, response) => response.end("{}");
        }
        await say(true);
        await untilRegion(200);
    });

    it("stays as it was said while a gate starts anew", async () => {
        await say(false);
        await untilRegion(503);
        await gates.kill(here);
        gates.run(here);
        await gates.untilReady(here);
        assert.equal(await statusOf("/region"), 503);
        await say(true);
        await untilRegion(200);
    });
});
