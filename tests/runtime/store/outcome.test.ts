import assert from "node:assert/strict";

import type { Connected } from "../../../runtime/store/connection";
import { NoAnswer } from "../../../runtime/store/inbox";
import { publish } from "../../../runtime/store/outcome";

type Headers = Readonly<Record<string, string>>;

describe("a message that is stored together with another one", () => {
    it("ends the batch that the other one begins, both of the same name, once there is an answer", async () => {
        const sent: { subject: string; headers: Headers }[] = [];
        const inbox = {
            tell: (subject: string, _: string, headers: Headers) => sent.push({ subject, headers }),
            ask: ({ headers, subject }: { subject: string; headers: Headers }) => {
                sent.push({ subject, headers });
                return Promise.resolve([{ json: () => ({ seq: 8 }) }]);
            },
        };
        const together = { subject: "change", data: "", headers: { a: "1" } };
        const message = { subject: "item", data: "", headers: { b: "2" }, expected: 7, together };
        const outcome = await publish({ inbox } as unknown as Connected, message, 1_000);
        assert.deepEqual(outcome, { kind: "stored", revision: 8 });
        const batch = sent[0]!.headers["Nats-Batch-Id"]!;
        assert.ok(batch.length > 10);
        const place = (i: number) => ({ "Nats-Batch-Id": batch, "Nats-Batch-Sequence": String(i) });
        const expected = { "Nats-Expected-Last-Subject-Sequence": "7" };
        assert.deepEqual(sent, [
            { subject: "change", headers: { a: "1", ...place(1) } },
            { subject: "item", headers: { b: "2", ...expected, ...place(2), "Nats-Batch-Commit": "1" } },
        ]);
    });
});

describe("the outcome of a write, by what the store answers", () => {
    /** `undefined` in place of an inbox: there is no connection. */
    const outcomeWith = (ask: (() => Promise<unknown>) | undefined) =>
        publish(ask && ({ inbox: { ask } } as unknown as Connected), { subject: "item", data: "", headers: {} }, 1_000);
    const outcomeOf = (answer: object, headers?: object) =>
        outcomeWith(() => Promise.resolve([{ headers, json: () => answer }]));
    const refusal = (err_code: number) => ({ err_code, description: "wrong last sequence" });

    it("is stored where the answer has a place and no error", async () => {
        assert.deepEqual(await outcomeOf({ stream: "TABLE", seq: 8 }), { kind: "stored", revision: 8 });
    });

    // A write that counts as stored is acknowledged to the client, and not repeated.
    for (const [what, answer] of [
        ["has no place", { stream: "TABLE" }],
        ["has the place 0", { stream: "TABLE", seq: 0 }],
        ["is empty", {}],
    ] as const) {
        it(`is unknown where the answer ${what}`, async () => {
            assert.deepEqual(await outcomeOf(answer), { kind: "unknown", reason: "acknowledged without a place" });
        });
    }

    it("is a conflict where the item is at another revision", async () => {
        for (const code of [10071, 10164]) {
            assert.deepEqual(await outcomeOf({ error: refusal(code) }), { kind: "conflict" });
        }
    });

    it("is unknown at any other error, also beside a place", async () => {
        const error = { err_code: 10077, description: "no space left on device" };
        for (const answer of [{ error }, { error, seq: 0 }, { error, seq: 8 }]) {
            assert.deepEqual(await outcomeOf(answer), { kind: "unknown", reason: error.description });
        }
    });

    it("is leaderless without a connection, and where nothing takes the request", async () => {
        assert.deepEqual(await outcomeWith(undefined), { kind: "leaderless" });
        assert.deepEqual(await outcomeOf({}, { code: 503 }), { kind: "leaderless" });
    });

    it("is unknown where no answer comes, or one that is not JSON", async () => {
        const late = () => Promise.reject(new NoAnswer("no answer came in time"));
        assert.deepEqual(await outcomeWith(late), { kind: "unknown", reason: "no answer came in time" });
        const broken = () => Promise.resolve([{ json: () => JSON.parse("{") as object }]);
        assert.deepEqual(await outcomeWith(broken), { kind: "unknown", reason: "SyntaxError" });
    });
});
