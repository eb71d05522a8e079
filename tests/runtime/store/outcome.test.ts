import assert from "node:assert/strict";

import type { Connected } from "../../../runtime/store/connection";
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
