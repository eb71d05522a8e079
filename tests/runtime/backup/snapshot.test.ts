import assert from "node:assert/strict";

import type { NatsConnection } from "@nats-io/transport-node";

import { Snapshot } from "../../../runtime/backup/snapshot";

type Callback = (error: Error | null, message: object) => void;

describe("a snapshot of a stream", () => {
    let deliver: Callback;
    let closed: () => void;
    let acknowledged: string[];
    let request: { readonly subject: string; readonly body: { readonly deliver_subject: string } };

    async function begin(): Promise<Snapshot> {
        acknowledged = [];
        const nats = {
            closed: () => new Promise<void>(resolve => (closed = resolve)),
            isClosed: () => false,
            subscribe: (_subject: string, { callback }: { callback: Callback }) => (deliver = callback),
            request: (subject: string, body: string) => {
                request = { subject, body: JSON.parse(body) as typeof request.body };
                return Promise.resolve({ json: () => ({ config: { name: "s" }, state: { last_seq: 7 } }) });
            },
        } as unknown as NatsConnection;
        const { snapshot, begun } = await Snapshot.begin(nats, "_INBOX.backup", "s");
        assert.deepEqual(begun, { config: { name: "s" }, state: { last_seq: 7 } });
        return snapshot;
    }
    const chunk = (text: string) => {
        deliver(null, { data: Buffer.from(text), reply: `ack ${text}`, respond: () => acknowledged.push(text) });
    };
    const end = (code?: number) => {
        deliver(null, { data: Buffer.alloc(0), headers: code && { code, description: "Snapshot Failed" } });
    };
    const read = async (snapshot: Snapshot) => {
        const found: string[] = [];
        for await (const piece of snapshot) found.push(Buffer.from(piece).toString());
        return found;
    };

    it("is of the stream, at an address of its own below the inbox", async () => {
        await begin();
        const { subject, body } = request;
        await begin();
        assert.equal(subject, "$JS.API.STREAM.SNAPSHOT.s");
        assert.match(body.deliver_subject, /^_INBOX\.backup\.\w+\.chunks$/);
        assert.notEqual(request.body.deliver_subject, body.deliver_subject);
    });

    it("is read in order to its end, each chunk acknowledged once, and not before it is taken", async () => {
        const snapshot = await begin();
        for (const text of ["a", "b", "c"]) chunk(text);
        end();
        assert.deepEqual(acknowledged, []);
        const pieces = snapshot[Symbol.asyncIterator]();
        await pieces.next();
        assert.deepEqual(acknowledged, ["a"]);
        await pieces.return(undefined);
        assert.deepEqual(await read(snapshot), ["b", "c"]);
        assert.deepEqual(acknowledged, ["a", "b", "c"]);
    });

    it("waits for what has not come yet", async () => {
        const snapshot = await begin();
        const reading = read(snapshot);
        setImmediate(() => {
            chunk("a");
            setImmediate(end);
        });
        assert.deepEqual(await reading, ["a"]);
    });

    for (const [title, fail, says] of [
        [
            "the store ends it with an error",
            () => {
                end(408);
            },
            /not whole: the store ended it: 408 Snapshot Failed/,
        ],
        [
            "the lowest status of an error ends it",
            () => {
                end(400);
            },
            /not whole: the store ended it: 400/,
        ],
        [
            "the connection breaks",
            () => {
                closed();
            },
            /not whole: the connection to the store broke/,
        ],
        [
            "it may not be received",
            () => {
                deliver(new Error("permissions violation"), {});
            },
            /not whole: permissions violation/,
        ],
        [
            "more waits than there is memory for",
            () => {
                for (let i = 0; i < 49; i++) deliver(null, { data: Buffer.alloc(1024 * 1024) });
            },
            /not whole: the bucket is slower than the store/,
        ],
    ] as const) {
        it(`fails where ${title}, although some of it has come`, async () => {
            const snapshot = await begin();
            chunk("a");
            fail();
            await assert.rejects(read(snapshot), says);
        });
    }
});
