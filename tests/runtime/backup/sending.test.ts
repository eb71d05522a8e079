import assert from "node:assert/strict";

import { errors, type NatsConnection } from "@nats-io/transport-node";

import { sendStream } from "../../../runtime/backup/sending";

const address = "$JS.SNAPSHOT.RESTORE.table_items_0.any";
const state = { messages: 1, bytes: 1, first_seq: 1, last_seq: 1 };
const objects = ["first", "second"];

/**
 * In place of a connection to the engine, whose address for pieces can be unheard at chosen times. Does not prove what the engine makes of the pieces:
 * `tests/store/backup` does.
 */
class Engine {
    readonly taken: string[] = [];
    private asked = 0;

    constructor(private readonly unheard: (piece: number) => boolean) {}

    get connection(): NatsConnection {
        return { request: this.answer.bind(this) } as unknown as NatsConnection;
    }

    private answer(subject: string, piece: string | Uint8Array): Promise<object> {
        if (subject !== address) return Promise.resolve({ json: () => ({ deliver_subject: address }) });
        if (this.unheard(this.asked++)) {
            const cause = new errors.NoRespondersError(subject);
            return Promise.reject(new errors.RequestError(cause.message, { cause }));
        }
        this.taken.push(Buffer.from(piece as Uint8Array).toString());
        return Promise.resolve({ data: new Uint8Array() });
    }
}

const sent = (engine: Engine) =>
    sendStream(
        engine.connection,
        { name: "table_items_0", config: {}, state },
        objects.map(text => () => Promise.resolve(Buffer.from(text))),
    );

describe("a stream that is sent to the engine", () => {
    it("arrives whole, and its end last, where the engine's address is heard of later than its answer", async () => {
        const engine = new Engine(piece => piece < 3);
        await sent(engine);
        assert.equal(engine.taken.join(""), objects.join(""));
        assert.equal(engine.taken.at(-1), "");
        assert.equal(engine.taken.indexOf(""), engine.taken.length - 1);
    });

    it("is given up where the engine no longer takes pieces, of which some would be missing", async () => {
        const engine = new Engine(piece => piece === 1);
        await assert.rejects(sent(engine), errors.RequestError);
    });
});
