import assert from "node:assert/strict";

import { anchorOf } from "../../../../components/watch/audit/anchor";
import { readTrail } from "../../../../components/watch/audit/trail";
import { verify } from "../../../../components/watch/audit/verify";
import { entriesOf, someEvent, textOf } from "./logs";

const files = { cell: "eu", log: "log", anchors: ["first", "second"] };
const log = entriesOf(
    "eu",
    Array.from({ length: 200 }, (_, i) => ({ ...someEvent, what: `change ${i + 1}` })),
);

/** A trail to which so many entries are appended before each read of its log; anchors stay where they are, but for those that move. */
function appendedTo(perRead: number, moving: readonly string[], start = 5) {
    let count = start;
    return (file: string) => {
        if (file === "log") {
            count += perRead;
            return Promise.resolve(textOf(log.slice(0, count)));
        }
        const anchored = moving.includes(file) ? count : start;
        return Promise.resolve(JSON.stringify(anchorOf(log[anchored - 1]!)));
    };
}

describe("a trail that is read while others append to it", () => {
    it("is sound, however fast they are, as it was when its anchors were read", async () => {
        for (const perRead of [0, 1, 2, 7]) {
            const { entries, findings } = verify(await readTrail(files, appendedTo(perRead, files.anchors)));
            assert.deepEqual(findings, [], `${perRead} entries a read`);
            assert.ok(entries.length >= 5);
        }
    });

    it("is found behind where an anchor stays where it was", async () => {
        const { findings } = verify(await readTrail(files, appendedTo(7, ["first"])));
        assert.ok(findings.some(({ kind, anchor }) => kind === "anchor-behind" && anchor === "second"));
    });

    it("has anchors that are missing or can't be read", async () => {
        const read = appendedTo(0, files.anchors);
        const { anchors } = await readTrail(files, file =>
            file === "first"
                ? Promise.resolve(undefined)
                : file === "second"
                  ? Promise.resolve("no anchor")
                  : read(file),
        );
        assert.deepEqual(
            anchors.map(({ anchor }) => anchor),
            ["missing", "unreadable"],
        );
    });
});
