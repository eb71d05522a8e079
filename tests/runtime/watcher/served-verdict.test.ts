import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";

import { Refusal } from "../../../runtime/refusal";
import { mayCall } from "../../../runtime/routes";
import { ServedVerdict } from "../../../runtime/watcher/gates/served-verdict";

describe("the verdict that a watcher serves to gates on other machines", () => {
    let now: number;
    let served: ServedVerdict;
    beforeEach(() => {
        now = 5_000;
        const source = { noticedAfterMs: () => 8_000, countsMs: () => 12_000 };
        served = new ServedVerdict(source, { steady: () => now, shared: () => assert.fail("it may be set") });
    });
    const answer = (): unknown[] => {
        try {
            const { body, headers, status } = served.route().handle({}, {} as unknown as IncomingMessage) as {
                readonly status: number;
                readonly body: string;
                readonly headers: Readonly<Record<string, string>>;
            };
            return [status, JSON.parse(body) as unknown, headers["cache-control"]];
        } catch (error) {
            assert.ok(error instanceof Refusal, String(error));
            return [error.status];
        }
    };

    it("is the one of the last look, for no cache", async () => {
        assert.deepEqual(answer(), [503]);
        await served.put("fallback");
        assert.deepEqual(answer(), [200, { traffic: "fallback", ending: false }, "no-store"]);
        await served.end(true);
        await served.put("out");
        assert.deepEqual(answer(), [200, { traffic: "out", ending: true }, "no-store"]);
        await served.end(false);
        assert.deepEqual(answer(), [200, { traffic: "out", ending: false }, "no-store"]);
    });

    it("is news where it is another one than before", async () => {
        assert.equal(await served.put("serving"), true);
        assert.equal(await served.put("serving"), false);
        assert.equal(await served.put("out"), true);
    });

    it("is none once the last look counts no more, though it was the same as before", async () => {
        await served.put("serving");
        now += 12_000;
        assert.equal(answer()[0], 200);
        now += 1;
        assert.deepEqual(answer(), [503]);
        await served.put("serving");
        assert.equal(answer()[0], 200);
    });

    it("is noticed two seconds after a gate beside the watcher would, since gates fetch it", () => {
        assert.equal(served.noticedAfterMs, 10_000);
    });

    it("is for gates alone", () => {
        const route = served.route();
        assert.deepEqual(
            (["gate", "observing gate", "client", "observer", undefined] as const).map(caller =>
                mayCall(caller, route),
            ),
            [true, true, false, false, false],
        );
    });
});
