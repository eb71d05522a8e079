import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";

import { Access, newKey, SESSION_SECONDS } from "../../../runtime/hub/access";

const asked = (headers: IncomingMessage["headers"]) => ({ headers }) as unknown as IncomingMessage;
const key = "k".repeat(43);

describe("what opens a hub's port", () => {
    let now = 0;
    const access = () => new Access(key, () => now);
    beforeEach(() => {
        now = 1_000_000;
    });

    it("is the key, as it is, and nothing like it", () => {
        assert.ok(access().hasKey(asked({ authorization: `Bearer ${key}` })));
        for (const authorization of ["", "Bearer ", `Bearer ${key.slice(1)}`, `Bearer ${key} `, `Basic ${key}`, key]) {
            assert.equal(access().hasKey(asked({ authorization })), false, authorization);
        }
        assert.equal(access().hasKey(asked({})), false);
    });

    it("is another key each time", () => {
        assert.match(newKey(), /^[\w-]{43}$/);
        assert.notEqual(newKey(), newKey());
    });

    it("is a ticket that a browser brings, once, for a session", () => {
        const one = access();
        const ticket = one.newTicket();
        const cookie = one.sessionFor(ticket)!;
        assert.match(cookie, /^meridian-hub-[0-9a-f]{8}=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=43200$/);
        assert.ok(one.hasSession(asked({ cookie: `other=1; ${cookie.split(";")[0]!}` })));
        assert.equal(one.sessionFor(ticket), undefined, "it has been used");
        assert.ok(!cookie.includes(ticket));
    });

    it("is no ticket that is late, and no session after a working day", () => {
        const one = access();
        const late = one.newTicket();
        now += 60_000;
        assert.equal(one.sessionFor(late), undefined);
        const cookie = one.sessionFor(one.newTicket())!.split(";")[0]!;
        now += SESSION_SECONDS * 1000 - 1;
        assert.ok(one.hasSession(asked({ cookie })));
        now += 1;
        assert.equal(one.hasSession(asked({ cookie })), false);
    });
});
