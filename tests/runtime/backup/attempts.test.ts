import assert from "node:assert/strict";

import { attempted, backupInbox } from "../../../runtime/backup/backup";

describe("what a copy does with a shard, where no server of the store answers", () => {
    const tls = { cert: "tls.crt", key: "tls.key", ca: "ca.crt" };
    const never = () => assert.fail("there is no server");

    it("is tried again after a pause, until the run is over", async () => {
        const [over, events] = [new AbortController(), [] as string[]];
        let attempts = 0;
        const access = {
            get servers() {
                // Six attempts would take a minute.
                if (++attempts === 2) over.abort();
                return [];
            },
            tls,
        };
        const note = (event: string, fields: object = {}) => events.push(`${event} ${JSON.stringify(fields)}`);
        const log = { info: note, error: note };
        const begun = performance.now();
        await assert.rejects(
            attempted("table items, shard 0", never, { access, inbox: backupInbox, log, signal: over.signal }),
            new Error("table items, shard 0: no server of the store answers: undefined"),
        );
        assert.equal(attempts, 2);
        assert.ok(performance.now() - begun > 1_900);
        assert.deepEqual(events, [
            'attempt failed {"what":"table items, shard 0","reason":"no server of the store answers: undefined"}',
        ]);
    });

    it("is tried once where the run is over", async () => {
        const access = { servers: [], tls };
        const log = { info: () => undefined, error: () => assert.fail("it is not tried again") };
        await assert.rejects(
            attempted("table items, shard 0", never, { access, inbox: backupInbox, log, signal: AbortSignal.abort() }),
            /^Error: table items, shard 0: no server/,
        );
    });
});
