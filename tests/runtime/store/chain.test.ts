import assert from "node:assert/strict";
import fc from "fast-check";
import { chainHeader, fateOf, following, nothing, writeHeader } from "../../../runtime/store/chain";
import type { Stored } from "../../../runtime/store/reader";
import { markerAt, storedAt } from "./stored";

/** What a write leaves that took the place of a message. */
function writtenAt(revision: number, write: string, before: Stored | undefined): Stored {
    return storedAt(revision, { [writeHeader]: write, [chainHeader]: following(before).chain });
}

/** What many writes leave, one after the other, each ten revisions after the one before. */
function after(writes: readonly string[], before?: Stored): Stored | undefined {
    return writes.reduce<Stored | undefined>(
        (last, write) => writtenAt((last?.revision ?? 0) + 10, write, last),
        before,
    );
}

/** Writes that a message remembers. */
const remembered = 24;

const names = (count: number) => Array.from({ length: count }, (_, i) => `w${i + 1}`);

describe("what a write follows", () => {
    it("is nothing where there is nothing", () => {
        assert.deepEqual(following(undefined), nothing);
        assert.equal(nothing.revision, 0);
    });

    it("is the message that is there, with the writes before it, newest first, to the beginning", () => {
        assert.deepEqual(following(after(["a", "b"])), { revision: 20, chain: "20.b 10.a 0." });
    });

    it("is the last writes where there were more than it remembers", () => {
        const links = names(remembered + 5).map((name, i) => `${(i + 1) * 10}.${name}`);
        assert.equal(following(after(names(remembered + 5))).chain, links.slice(5).reverse().join(" "));
    });

    it("is what the engine left where an item expired, without a write", () => {
        assert.deepEqual(following(markerAt(30)), { revision: 30, chain: "30." });
        assert.equal(following(after(["a"], markerAt(30))).chain, "40.a 30.");
    });
});

describe("what became of a write", () => {
    const cases: [title: string, fate: ReturnType<typeof fateOf>, expected: number, current: Stored | undefined][] = [
        ["was done, where it is there", 10, 0, after(["mine"])],
        ["was done, where another has followed it", 10, 0, after(["mine", "other"])],
        ["was done, where it is the oldest that is remembered", 20, 10, after(["a", "mine", ...names(remembered)])],
        ["was done, where it followed what the engine left", 40, 30, after(["mine", "other"], markerAt(30))],
        ["was never done, where there is nothing, as before", "never", 0, undefined],
        ["was never done, where all is as before", "never", 10, after(["a"])],
        ["was never done, where the copy is older than what it was to follow", "never", 20, after(["a"])],
        ["was never done, where another followed the same", "never", 10, after(["a", "other"])],
        ["was never done, where another was the first", "never", 0, after(["other"])],
        [
            "was never done, where others followed, and what it was to follow is remembered",
            "never",
            10,
            after(names(remembered + 1)),
        ],
        ["was never done, where another followed what the engine left", "never", 30, after(["other"], markerAt(30))],
        ["isn't known, where there is nothing any more", "unknown", 10, undefined],
        ["isn't known, where the engine has taken away what was written since", "unknown", 10, markerAt(30)],
        ["isn't known, where others wrote after the engine did", "unknown", 10, after(names(3), markerAt(30))],
        [
            "isn't known, where more was written since than is remembered",
            "unknown",
            10,
            after(["a", "mine", ...names(remembered + 1)]),
        ],
        ["isn't known, where what is there says nothing of what was before", "unknown", 10, storedAt(20)],
    ];
    for (const [title, fate, expected, current] of cases) {
        it(title, () => {
            assert.equal(fateOf("mine", expected, current), fate);
        });
    }

    it("isn't that of another whose name begins alike", () => {
        assert.equal(fateOf("w", 0, after(["w1", "w2"])), "never");
    });

    it("is never told wrong, whatever else was written and expired, and is known for as many writes as are remembered", () => {
        const events = fc.array(fc.constantFrom("write", "write", "write", "expire"), { maxLength: 3 * remembered });
        fc.assert(
            fc.property(events, fc.nat(3 * remembered), fc.boolean(), (events, begun, done) => {
                let current: Stored | undefined;
                let expected = 0;
                let since: string[] = [];
                events.forEach((event, i) => {
                    if (i === begun) {
                        expected = current?.revision ?? 0;
                        since = [];
                    }
                    const revision = (current?.revision ?? 0) + 1;
                    const write = i === begun && done ? "mine" : `other${i}`;
                    current = event === "expire" ? markerAt(revision) : writtenAt(revision, write, current);
                    since.push(event);
                });
                const isDone = done && events[begun] === "write";
                const fate = fateOf("mine", begun < events.length ? expected : (current?.revision ?? 0), current);
                const isKnown = begun >= events.length || (since.length <= remembered && !since.includes("expire"));
                if (isKnown || fate !== "unknown") assert.equal(fate, isDone ? expected + 1 : "never");
            }),
            { numRuns: 2000, seed: 1 },
        );
    });
});
