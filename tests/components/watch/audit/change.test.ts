import assert from "node:assert/strict";

import fc from "fast-check";

import type { Json } from "../../../../components/watch/audit/canonical";
import { seal, startOf } from "../../../../components/watch/audit/chain";
import { changed, created, type Description, removed } from "../../../../components/watch/audit/change";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const release = (percent: number, letter = "a") => ({ digest: digest(letter), percent });

describe("a change of a thing that is recorded", () => {
    const before = { "release 1.0.0": release(90), "release 2.0.0": release(10, "b"), regions: ["eu-west"] };

    it("says what was, and what is", () => {
        const after = { ...before, "release 1.0.0": release(70), "release 2.0.0": release(30, "b") };
        assert.deepEqual(changed("model screening", before, after), {
            what: "model screening changed: release 1.0.0 percent from 90 to 70, release 2.0.0 percent from 10 to 30",
            detail: {
                changes: [
                    { at: ["release 1.0.0", "percent"], from: 90, to: 70 },
                    { at: ["release 2.0.0", "percent"], from: 10, to: 30 },
                ],
            },
        });
    });

    it("is none where all is the same, in whatever order it is said", () => {
        const { regions, ...rest } = before;
        assert.equal(changed("model screening", before, { regions, ...rest }), undefined);
    });

    it("tells a digest by what it is of, what came, what went, and lists as they are", () => {
        const after = {
            "release 1.0.0": release(90, "c"),
            "release 3.0.0": release(10),
            regions: ["eu-west", "eu-east"],
        };
        assert.equal(
            changed("it", before, after)?.what,
            "it changed: regions from eu-west to eu-west and eu-east, release 1.0.0 digest, release 2.0.0 removed, release 3.0.0 added",
        );
    });

    it("says what there was not before, and what there is no more", () => {
        assert.deepEqual(created("it", { a: 1 }), { what: "it created", detail: { after: { a: 1 } } });
        assert.deepEqual(removed("it", { a: 1 }), { what: "it removed", detail: { before: { a: 1 } } });
    });

    it("that is too long for an entry is reported by the length of the rest, and by its digest", () => {
        const many = (percent: number): Description =>
            Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`release ${i}`, release(percent)]));
        const { what, detail } = changed("it", many(1), many(2))!;
        assert.match(what, /^it changed: release 0 percent from 1 to 2, .*, \d{3} more$/);
        assert.deepEqual(Object.keys(detail!), ["digest", "bytes"]);
    });

    it("of anything fits into an entry", () => {
        const name = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 60 });
        const value: fc.Arbitrary<Json> = fc.oneof(fc.integer(), fc.boolean(), name, fc.array(name));
        const description = fc.dictionary(name, fc.oneof(value, fc.dictionary(name, value)), { maxKeys: 60 });
        fc.assert(
            fc.property(description, description, (one, other) => {
                const changes = [created("it", one), changed("it", one, other), removed("it", one)];
                for (const change of changes.filter(change => change !== undefined)) {
                    const event = { actor: { user: "ada", host: "desk" }, via: "up", subject: "config" } as const;
                    seal("eu", { ...event, ...change }, new Date(0), startOf("eu"));
                }
            }),
        );
    });
});
