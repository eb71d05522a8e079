import assert from "node:assert/strict";

import { keeperRoutes } from "../../../runtime/keeper/routes";

describe("the health of a keeper", () => {
    let now = 0;
    const clocks = { steady: () => now, shared: () => assert.fail("its patience is no time of the day") };
    const readiness = (follower: { heard: boolean }, isNew = true) => {
        const { handle } = keeperRoutes(follower, isNew, clocks).find(({ path }) => path.endsWith("/ready"))!;
        return () => {
            try {
                return (handle({}, undefined as never) as { status: number }).status;
            } catch (error) {
                return (error as { status: number }).status;
            }
        };
    };

    it("is ready after ten seconds without a watcher: a gate may start while that is away", () => {
        now = 0;
        const ready = readiness({ heard: false });
        assert.equal(ready(), 503);
        now = 10_000;
        assert.equal(ready(), 503);
        now = 10_001;
        assert.equal(ready(), 200);
    });

    it("stays ready while the watcher is away later", () => {
        now = 0;
        const follower = { heard: true };
        const ready = readiness(follower);
        assert.equal(ready(), 200);
        follower.heard = false;
        assert.equal(ready(), 200);
    });

    it("is ready at once beside a gate that runs, which would not be ready without it", () => {
        now = 0;
        assert.equal(readiness({ heard: false }, false)(), 200);
    });
});
