import assert from "node:assert/strict";
import fc from "fast-check";

import { canonicalJson, isPlain, type Json } from "../../../../components/watch/audit/canonical";
import { lineOf, readLine, seal, startOf } from "../../../../components/watch/audit/chain";
import { type AuditEvent, EntryRefused, mostEntryBytes } from "../../../../components/watch/audit/entry";
import { runs } from "../../../support/arbitraries";
import { events, someEvent, someTime } from "./logs";

const sealed = (event: AuditEvent) => seal("eu", event, someTime, startOf("eu"));

describe("canonical JSON", () => {
    // The example of RFC 8785, 3.2.2 and 3.2.3.
    it("is that of RFC 8785", () => {
        const value = {
            numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
            string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
            literals: [null, true, false],
        };
        assert.equal(
            canonicalJson(value),
            `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
        );
    });

    it("sorts names by their UTF-16 code units", () => {
        const names = ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6"];
        const value = Object.fromEntries(names.map(name => [name, 0]));
        const sorted = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"];
        assert.equal(canonicalJson(value), `{${sorted.map(name => `${JSON.stringify(name)}:0`).join(",")}}`);
    });

    it("is the same for the same value however it is put together, and reads back as that value", () => {
        fc.assert(
            fc.property(fc.jsonValue({ maxDepth: 4 }), value => {
                const text = canonicalJson(value);
                assert.equal(canonicalJson(reversed(JSON.parse(text)) as Json), text);
                assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
            }),
            runs(),
        );
    });

    it("is refused for what has no one text", () => {
        for (const value of [
            NaN,
            Infinity,
            "\ud83d",
            { "\ude00": 1 },
            new Date(),
            1n,
            undefined,
            [undefined],
            [[[0]]],
        ]) {
            assert.equal(isPlain(value, 2), false);
        }
        assert.equal(isPlain({ a: undefined, b: [1, "\ud83d\ude00", null] }, 2), true);
    });
});

/** The same value with the members of its objects in the other order. */
function reversed(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(reversed);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const members = Object.entries(value).reverse();
    return Object.fromEntries(members.map(([key, member]) => [key, reversed(member)]));
}

describe("an audit entry", () => {
    it("is read back from its line as it was sealed", () => {
        fc.assert(
            fc.property(events, event => {
                const entry = sealed(event);
                assert.deepEqual(readLine(lineOf(entry), "eu"), { entry });
            }),
            runs(),
        );
    });

    it("says the same whatever order its members were put together in", () => {
        const turned = Object.fromEntries(Object.entries(someEvent).reverse()) as unknown as AuditEvent;
        assert.equal(sealed(turned).hash, sealed(someEvent).hash);
    });

    it("is numbered and linked after the one before", () => {
        const first = sealed(someEvent);
        const second = seal("eu", someEvent, someTime, first);
        assert.deepEqual([first.seq, second.seq, second.previous], [1, 2, first.hash]);
        assert.notEqual(sealed(someEvent).previous, startOf("us").hash);
    });

    const refused: Readonly<Record<string, readonly [object, RegExp]>> = {
        "text of several lines": [{ what: "a\nb" }, /what: one line without control characters/],
        "a sequence that moves a terminal's cursor": [{ what: "\u001b[2J" }, /what: one line/],
        "a mark that turns the line around": [{ what: "\u202egnp" }, /what: one line/],
        "an empty text": [{ what: "" }, /what: some text/],
        "an unknown member": [{ payload: [1] }, /unrecognized key/],
        "a region without its cloud": [{ region: "eu-west" }, /region: <cloud>:<region>/],
        "a date in the detail": [{ detail: { at: new Date(0) } }, /detail: an object of plain JSON, 8 levels at most/],
        "no number in the detail": [{ detail: { share: NaN } }, /detail: an object of plain JSON/],
    };
    for (const [what, [change, message]] of Object.entries(refused)) {
        it(`is refused for ${what}`, () => {
            assert.throws(
                () => sealed({ ...someEvent, ...change }),
                error => error instanceof EntryRefused && message.test(error.message),
            );
        });
    }

    it(`may be ${mostEntryBytes} bytes long, and not one more`, () => {
        const withText = (length: number) => sealed({ ...someEvent, detail: { text: "é".repeat(length) } });
        const one = Buffer.byteLength(lineOf(withText(1)));
        const most = Math.floor((mostEntryBytes - one) / 2) + 1;
        assert.ok(Buffer.byteLength(lineOf(withText(most))) > mostEntryBytes - 2);
        assert.throws(() => withText(most + 1), /bytes, at most 16384; leave things out of detail/);
    });

    it("is not taken from a line that says a member twice", () => {
        const line = lineOf(sealed(someEvent));
        const twice = line.replace('"via":"up"', '"via":"drill","via":"up"');
        assert.deepEqual(readLine(twice, "eu"), {
            kind: "changed",
            why: "changed: it says the same, but not in the form that entries are written in",
        });
    });

    it("is not looked for in a line that is too long or too deep", () => {
        for (const line of [
            "[".repeat(mostEntryBytes),
            `{"detail":${"[".repeat(8000)}${"]".repeat(8000)}}`,
            "x".repeat(20_000),
        ]) {
            assert.equal((readLine(line, "eu") as { kind: string }).kind, "not-an-entry");
        }
    });
});
