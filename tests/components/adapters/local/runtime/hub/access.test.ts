import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";

import { Access, SESSION_SECONDS } from "../../../../../../components/adapters/local/runtime/hub/access";

const asked = (headers: IncomingMessage["headers"]) => ({ headers }) as unknown as IncomingMessage;
const key = "k".repeat(43);
const withKey = asked({ authorization: `Bearer ${key}` });

describe("who may read a hub", () => {
    let now = 0;
    const access = () =>
        new Access(
            () => key,
            () => now,
        );
    beforeEach(() => {
        now = 1_000_000;
    });

    it("is who has the key, and nobody else", () => {
        assert.ok(access().admits(withKey));
        for (const authorization of ["", "Bearer ", `Bearer ${key.slice(1)}`, `Bearer ${key} `, `Basic ${key}`, key]) {
            assert.equal(access().admits(asked({ authorization })), false, authorization);
        }
        assert.equal(access().admits(asked({})), false);
    });

    it("is nobody where the key is empty, as in a file that was spoilt", () => {
        const empty = new Access(() => "");
        assert.equal(empty.admits(asked({ authorization: "Bearer " })), false);
        assert.equal(empty.admits(asked({})), false);
    });

    it("is a browser that brings a ticket, once", () => {
        const one = access();
        const ticket = one.ticketFor(withKey)!;
        const cookie = one.sessionFor(ticket)!;
        assert.match(cookie, /^meridian-hub-[0-9a-f]{8}=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=43200$/);
        assert.ok(one.admits(asked({ cookie: `other=1; ${cookie.split(";")[0]!}` })));
        assert.equal(one.sessionFor(ticket), undefined, "it has been used");
        assert.ok(!cookie.includes(ticket));
    });

    it("gives tickets to who has the key only, and none of a session's", () => {
        const one = access();
        assert.equal(one.ticketFor(asked({})), undefined);
        const cookie = one.sessionFor(one.ticketFor(withKey)!)!.split(";")[0]!;
        assert.equal(one.ticketFor(asked({ cookie })), undefined);
    });

    it("is no browser that is late, with its ticket or its session", () => {
        const one = access();
        const late = one.ticketFor(withKey)!;
        now += 60_000;
        assert.equal(one.sessionFor(late), undefined);
        const cookie = one.sessionFor(one.ticketFor(withKey)!)!.split(";")[0]!;
        now += SESSION_SECONDS * 1000 - 1;
        assert.ok(one.admits(asked({ cookie })));
        now += 1;
        assert.equal(one.admits(asked({ cookie })), false);
    });
});
