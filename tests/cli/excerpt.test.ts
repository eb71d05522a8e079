import assert from "node:assert/strict";

import { excerptOf } from "../../cli/excerpt";

const file = "Pulumi.dev.yaml";
const lines = [
    "config:",
    "  percent: 9",
    '  hosting: "everywhere"',
    "  region: 'local:mars' # red",
    "  long: >",
    `  wide: ${"x".repeat(160)}`,
];
const fault = { code: "test/one", path: "a", problem: "b", remedy: "c", file } as const;
const excerpt = (line: number, column: number, value?: unknown) =>
    excerptOf({ ...fault, line, column, ...(value !== undefined && { value }) }, () => lines);

describe("the excerpt of a fault", () => {
    it("is the line with a mark below the whole value, with its quotes", () => {
        assert.deepEqual(excerpt(2, 12, 9), ["  |", "2 |   percent: 9", "  |            ^"]);
        assert.deepEqual(excerpt(3, 12, "everywhere")[2], `  | ${" ".repeat(11)}${"^".repeat(12)}`);
        assert.deepEqual(excerpt(4, 11, "local:mars")[2], `  | ${" ".repeat(10)}${"^".repeat(12)}`);
    });

    it("marks the value where the place is that of its key", () => {
        assert.deepEqual(excerpt(2, 3, 9)[2], `  | ${" ".repeat(11)}^`);
        assert.deepEqual(excerpt(4, 3, "local:mars")[2], `  | ${" ".repeat(10)}${"^".repeat(12)}`);
    });

    it("does not exist where the value may not be shown", () => {
        assert.deepEqual(excerpt(3, 12), []);
    });

    it("does not exist where the value does not stand there as it was read, or the line is wider than a terminal", () => {
        assert.deepEqual(excerpt(2, 12, 99), []);
        assert.deepEqual(excerpt(5, 9, "text of several lines"), []);
        assert.deepEqual(excerpt(2, 12, ["9"]), []);
        assert.deepEqual(excerpt(6, 9, "x".repeat(160)), []);
        assert.deepEqual(excerpt(7, 1, "config"), []);
    });

    it("does not exist where the file can no longer be read", () => {
        assert.deepEqual(excerptOf({ ...fault, file: "absent.yaml", line: 1, column: 1, value: 1 }), []);
    });
});
