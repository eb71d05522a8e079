import assert from "node:assert/strict";

import { parseYaml } from "../../cli/yaml-file";

/** Where a path stands, as `line:column`. */
function at(text: string, ...path: (string | number)[]): string {
    const { line, column } = parseYaml(text).positionOf(path);
    return `${line}:${column}`;
}

const block = `# why
config:
  service: x
  "a:b":
    - name: eu
      regions:
        - aws:eu-west-1
        - aws:eu-central-1
    -   name: us
        limits: { body: 1,
                  'rate': 2 }
  3: three
`;

describe("the place of something in a YAML file", () => {
    it("is that of the key", () => {
        assert.equal(at(block, "config"), "2:1");
        assert.equal(at(block, "config", "service"), "3:3");
        assert.equal(at(block, "config", "a:b", 0, "regions"), "6:7");
    });

    it("is that of the item in a list", () => {
        assert.equal(at(block, "config", "a:b", 0), "5:7");
        assert.equal(at(block, "config", "a:b", 1), "9:9");
        assert.equal(at(block, "config", "a:b", 0, "regions", 1), "8:11");
    });

    it("is found of quoted keys, of keys that are numbers, and in flow style over several lines", () => {
        assert.equal(at(block, "config", "a:b"), "4:3");
        assert.equal(at(block, "config", "3"), "12:3");
        assert.equal(at(block, "config", "a:b", 1, "limits", "body"), "10:19");
        assert.equal(at(block, "config", "a:b", 1, "limits", "rate"), "11:19");
    });

    it("is that of the nearest around it, where there is no such key or item", () => {
        assert.equal(at(block, "config", "a:b", 1, "limits", "burst"), "10:9");
        assert.equal(at(block, "config", "a:b", 1, "primary"), "9:9");
        assert.equal(at(block, "config", "a:b", 7), "4:3");
        assert.equal(at(block, "config", "service", "inside"), "3:3");
        assert.equal(at(block, "other"), "2:1");
    });

    it("is the beginning of an empty file", () => {
        assert.equal(at("", "config"), "1:1");
        assert.equal(at("# nothing\n", "config"), "1:1");
    });

    it("is that of the anchor for what an alias stands for, and for what a merge brings", () => {
        const text = "base: &base\n  min: 1\n  max: 2\na: *base\nb:\n  <<: *base\n  max: 3\nc:\n  <<: [*base]\n";
        assert.equal(at(text, "a"), "4:1");
        assert.equal(at(text, "a", "max"), "3:3");
        assert.equal(at(text, "b", "min"), "2:3");
        assert.equal(at(text, "b", "max"), "7:3");
        assert.equal(at(text, "c", "max"), "3:3");
    });

    it("is not moved by a byte order mark or by Windows' line ends", () => {
        assert.equal(at("\uFEFFa: 1\r\nb:\r\n  c: 2\r\n", "b", "c"), "3:3");
        assert.equal(at("\uFEFFa: 1", "a"), "1:1");
    });
});

describe("a YAML file that is none", () => {
    const errors = (text: string) =>
        parseYaml(text).errors.map(({ line, column, message }) => `${line}:${column} ${message}`);

    it("tells every error with its place", () => {
        assert.deepEqual(errors("a: 1\na: 2\nb:\n  c: [1\n"), [
            '2:1 key "a" is written more than once',
            "5:1 invalid YAML: flow sequence in block collection must be sufficiently indented and end with a ]",
        ]);
    });

    it("names the key that stands there twice, quoted or with a namespace", () => {
        assert.deepEqual(errors('"a b": 1\n"a b": 2\n'), ['2:1 key "a b" is written more than once']);
        assert.deepEqual(errors("n:a: 1\nn:a: 2\n"), ['2:1 key "n:a" is written more than once']);
    });

    it("reports a tab, and no error that follows from it", () => {
        assert.deepEqual(errors("a:\n  b:\n\tc: 1\n    d: 1\n"), [
            "3:1 the line is indented with a tab, expected spaces",
        ]);
    });

    it("is one with two documents, or with deeper nesting than can be read", () => {
        assert.deepEqual(errors("a: 1\n---\na: 2\n"), ["2:1 the file has more than one YAML document, expected one"]);
        assert.match(errors(`a: ${"[".repeat(3_000)}${"]".repeat(3_000)}`).join(), /nested too deeply to be read/);
    });

    it("has no value", () => {
        assert.equal(parseYaml("a: [").value, undefined);
    });

    it("may be one that unfolds to more than memory holds", () => {
        const lines = Array.from({ length: 12 }, (_, i) => {
            const refs = Array.from({ length: 10 }, () => (i === 0 ? "x" : `*a${i - 1}`));
            return `k${i}: &a${i} [${refs.join(", ")}]`;
        });
        assert.deepEqual(errors(lines.join("\n")), [
            "1:1 the aliases of the file can't be expanded: Excessive alias count indicates a resource exhaustion attack",
        ]);
    });
});

/** What `pulumi config --json` of 3.248.0 was seen to make of the same text. */
const asTheEngine: readonly (readonly [text: string, value: unknown])[] = [
    ["010", 8],
    ["08", 8],
    ["0o17", 15],
    ["0b11", 3],
    ["0x1f", 31],
    ["-0x10", -16],
    ["+5", 5],
    ["1_000", 1000],
    ["1_0.5", 10.5],
    [".5", 0.5],
    ["1e3", 1000],
    ["0", 0],
    ["yes", "yes"],
    ["NO", "NO"],
    ["True", true],
    ["~", null],
    ["1:30", "1:30"],
    ["1.0.0", "1.0.0"],
    ["2026-01-31", "2026-01-31 00:00:00 +0000 UTC"],
    ["2026-1-2", "2026-01-02 00:00:00 +0000 UTC"],
    ["2026-02-30", "2026-02-30"],
    ['"2026-01-31"', "2026-01-31"],
    ['"010"', "010"],
    ["!!str 5", "5"],
];

describe("a YAML value", () => {
    for (const [text, value] of asTheEngine) {
        it(`is what the engine reads: ${text} is ${JSON.stringify(value)}`, () => {
            assert.deepEqual(parseYaml(`a: ${text}`).value, { a: value });
        });
    }

    it("has keys as the engine reads them", () => {
        assert.deepEqual(parseYaml("1.0: a\n2026-01-31: b\nyes: c\n").value, {
            "1": "a",
            "2026-01-31 00:00:00 +0000 UTC": "b",
            yes: "c",
        });
    });

    it("has what is merged into it, its own first", () => {
        assert.deepEqual(parseYaml("a: &a { x: 1, y: 2 }\nb:\n  <<: *a\n  y: 3\n").value, {
            a: { x: 1, y: 2 },
            b: { x: 1, y: 3 },
        });
    });
});
