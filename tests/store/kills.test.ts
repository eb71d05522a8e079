import { UnderFaults } from "../support/store/under-faults";

describe("a cell's store whose processes are killed", function () {
    this.timeout(600_000);
    let faults: UnderFaults;

    before(async () => {
        faults = await UnderFaults.start();
    });
    after(() => faults.stop());

    it("loses no acknowledged write, and stays linearizable, by six kills of servers, leaders and a whole region", async () => {
        await faults.survives(() => faults.kills(6));
    });
});
