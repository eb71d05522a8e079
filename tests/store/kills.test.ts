import { UnderFailures } from "../support/store/under-failures";

describe("a cell's store whose processes are killed", function () {
    this.timeout(600_000);
    let failures: UnderFailures;

    before(async () => {
        failures = await UnderFailures.start();
    });
    after(() => failures.stop());

    it("loses no acknowledged write, and stays linearizable, by six kills of servers, leaders and a whole region", async () => {
        await failures.survives(() => failures.kills(6));
    });
});
