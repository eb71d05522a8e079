import assert from "node:assert/strict";

import { removeServer } from "../../../runtime/operator/store-api";
import { engine, refused } from "./engine";

describe("a server that leaves a cell's store", () => {
    it("is taken off by its name", async () => {
        const asked: unknown[] = [];
        const nats = engine((...what) => {
            asked.push(what);
            return { success: true };
        });
        await removeServer(nats, "local:eu-south");
        assert.deepEqual(asked, [["SERVER.REMOVE", { peer: "local:eu-south" }]]);
    });

    it("may be off already, as after an update that was killed", async () => {
        await removeServer(
            engine(() => refused(10_044)),
            "local:eu-south",
        );
    });

    it("is not taken for off where the engine refuses otherwise", async () => {
        const nats = engine(() => refused(10_009));
        await assert.rejects(removeServer(nats, "local:eu-south"), { code: 10_009 });
    });
});
