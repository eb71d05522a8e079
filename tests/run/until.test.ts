import assert from "node:assert/strict";

import { until } from "../support/until";

const coded = (code: string) => Object.assign(new Error("read"), { code });

describe("polling for a condition", () => {
    it("returns what the condition gives as soon as it gives something", async () => {
        const given = [undefined, false, "it", "more"];
        assert.equal(await until("it comes", () => given.shift()), "it");
        assert.deepEqual(given, ["more"]);
    });

    for (const [what, error] of [
        ["was aborted", new DOMException("This operation was aborted", "AbortError")],
        ["had no answer in time", new DOMException("The operation was aborted due to timeout", "TimeoutError")],
        ["lost its connection", coded("ECONNRESET")],
        ["lost its connection before an answer", new Error("socket hang up")],
        ["gave up", new Error("no answer within 10000 ms")],
    ] as const) {
        it(`goes on after a condition ${what}`, async () => {
            let calls = 0;
            const condition = () => (++calls > 1 ? calls : Promise.reject(error));
            assert.equal(await until("it answers", condition), 2);
        });
    }

    it("throws when the time is over, with the error that came last", async () => {
        await assert.rejects(
            until("it comes", () => false, 30),
            { message: "it comes: not within 30 ms" },
        );
        await assert.rejects(
            until("it comes", () => Promise.reject(coded("ECONNRESET")), 30),
            { message: "it comes: not within 30 ms; the last time: read" },
        );
    });

    it("rejects at once with any other error, also with an assertion whose message tells of a timeout", async () => {
        for (const error of [coded("ECONNREFUSED"), new assert.AssertionError({ message: "timed out" })]) {
            let calls = 0;
            const failing = until("it comes", () => {
                calls++;
                throw error;
            });
            await assert.rejects(failing, error);
            assert.equal(calls, 1);
        }
    });
});
