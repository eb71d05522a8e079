import assert from "node:assert/strict";

import { withPatience } from "../../../runtime/operator/connection";

describe("a change of a cell's store", () => {
    const now = Date.now;
    afterEach(() => {
        Date.now = now;
    });

    for (const [title, passesMs, tries] of [
        ["is given up after a minute and a half", 90_001, 1],
        ["is tried again until then", 45_001, 2],
    ] as const) {
        it(`${title} without a server, with what was to be changed`, async () => {
            let calls = 0;
            Date.now = () => now() + passesMs * calls++;
            const access = { servers: [], tls: { cert: "tls.crt", key: "tls.key", ca: "ca.crt" } };
            const change = () => assert.fail("there is no server");
            await assert.rejects(withPatience(access, "table items of cell eu", change), {
                message:
                    "table items of cell eu: the cell's store can't do it: no server of the store answers: undefined",
            });
            // Once for the deadline.
            assert.equal(calls - 1, tries);
        });
    }
});
