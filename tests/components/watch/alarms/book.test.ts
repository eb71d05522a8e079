import assert from "node:assert/strict";

import { bookAfter, type Raised } from "../../../../components/watch/alarms/book";

const raised = (id: string, message = "nothing is heard"): Raised => ({
    id,
    kind: "silent",
    severity: "page",
    cell: "eu",
    message,
});
const at = (second: number) => new Date(second * 1000).toISOString();

describe("the book of alarms", () => {
    it("has what is raised since when it first was, in its newest words", () => {
        const first = bookAfter([], [raised("a")], 1000);
        const later = bookAfter(first, [raised("a", "still nothing")], 9000);
        assert.deepEqual(later, [{ ...raised("a", "still nothing"), since: at(1) }]);
    });

    it("ends what is not raised any more, and starts it again when it comes again", () => {
        const ended = bookAfter(bookAfter([], [raised("a")], 1000), [], 2000);
        assert.deepEqual(ended, [{ ...raised("a"), since: at(1), until: at(2) }]);
        const again = bookAfter(ended, [raised("a")], 3000);
        assert.deepEqual(
            again.map(({ since, until }) => [since, until]),
            [
                [at(3), undefined],
                [at(1), at(2)],
            ],
        );
    });

    it("forgets a day after it ended", () => {
        const ended = bookAfter(bookAfter([], [raised("a")], 1000), [], 2000);
        const day = 86_400_000;
        assert.equal(bookAfter(ended, [], 2000 + day - 1).length, 1);
        assert.equal(bookAfter(ended, [], 2000 + day).length, 0);
    });

    it("has what is on first, and the newest first of both", () => {
        let book = bookAfter([], [raised("old"), raised("over")], 1000);
        book = bookAfter(book, [raised("old")], 2000);
        book = bookAfter(book, [raised("old"), raised("new")], 3000);
        assert.deepEqual(
            book.map(({ id }) => id),
            ["new", "old", "over"],
        );
    });
});
