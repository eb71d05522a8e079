import assert from "node:assert/strict";

import { RuleTester } from "eslint";
import tseslint from "typescript-eslint";

import { Finder } from "../../build/words/find";
import { exceptions, glossary } from "../../build/words/glossary";
import { words } from "../../build/words/rule";
import { sentencesOf } from "../../build/words/text";

const finder = new Finder(
    [
        { avoid: "ill", write: "unhealthy" },
        { avoid: "(is|are) told", write: "reports" },
        { avoid: "stands? in", write: "replaces" },
        { avoid: "hence", write: "so", only: "prose" },
        { avoid: "told", write: "reported", only: "names" },
    ],
    [{ file: "status.ts", words: ["ill"] }],
);

const found = (findings: ReturnType<Finder["prose"]>) => findings.map(({ words }) => words);

describe("glossary of avoided words", () => {
    for (const [what, text, expected] of [
        ["a word", "the gate is ill", ["ill"]],
        ["a word in capitals at the beginning", "Ill servers get nothing", ["Ill"]],
        ["no part of a word", "still, illness, ill_total", []],
        ["no word in backticks", "its status is `ill`", []],
        ["one of the alternatives of a phrase", "the gates are told, and the hub is told", ["are told", "is told"]],
        ["a phrase over two lines of a comment", "*\n * what the hub is\n * told\n", ["is told"]],
        ["a phrase with a hyphen", "a stand-in", ["stand-in"]],
        ["a word of prose", "hence", ["hence"]],
        ["no word of names", "is it told", []],
    ] as const)
        it(`finds ${what} in a sentence`, () => {
            assert.deepEqual(found(finder.prose(text, "a.ts")), expected);
        });

    for (const [name, expected] of [
        ["isIll", ["ill"]],
        ["illRegions", ["ill"]],
        ["MOST_ILL", ["ill"]],
        ["ILLRegions", ["ill"]],
        ["ill-regions.ts", ["ill"]],
        ["standInName", ["stand in"]],
        ["fill", []],
        ["drillsOf", []],
        ["hence", []],
        ["toldIn", ["told"]],
    ] as const)
        it(`finds ${expected.join() || "nothing"} in the name ${name}`, () => {
            assert.deepEqual(found(finder.name(name, "a.ts")), expected);
        });

    it("accepts a word in the files of its exception only", () => {
        assert.deepEqual(finder.name("ill", "status.ts"), []);
        assert.deepEqual(found(finder.name("isIll", "status.ts")), ["ill"]);
    });

    it("names the position and the words to write", () => {
        assert.deepEqual(finder.prose("the hub is told", "a.ts"), [{ index: 8, words: "is told", write: "reports" }]);
    });

    it("has at most twenty exceptions", () => {
        assert.ok(exceptions.length <= 20, `${exceptions.length}`);
    });

    it("never advises a word that it avoids", () => {
        const own = new Finder(glossary, []);
        assert.deepEqual(
            glossary.flatMap(({ write }) => found(own.prose(write, "a.ts"))),
            [],
        );
    });
});

describe("text outside TypeScript", () => {
    for (const [what, file, text, expected] of [
        ["paragraphs of Markdown", "a.md", "one\ntwo", "one\ntwo"],
        ["no code of Markdown", "a.md", "one `two` [three](four.md)\n```sh\nfive\n```\nsix", "one [three six"],
        ["comments of Go", "a.go", "one() // two\n// three\n", "// two // three"],
        ["comments of YAML, Python and shells", "a.yaml", 'a: "#b" # two\n# three\n', "# two # three"],
    ] as const)
        it(`consists of ${what}, at their positions`, () => {
            const sentences = sentencesOf(file, text);
            assert.equal(sentences.replace(/[\s)]+/g, " ").trim(), expected.replace(/\s+/g, " "));
            for (const { 0: word, index } of sentences.matchAll(/\S+/g)) assert.ok(text.startsWith(word, index));
        });
});

const tester = new RuleTester({ languageOptions: { parser: tseslint.parser } });
const error = (line: number, column: number) => ({ messageId: "avoid", line, column });

tester.run("words/glossary", words.rules!.glossary!, {
    valid: [
        "const unhealthy = 1; // a server that is unhealthy",
        { name: "values", code: 'const status = "ill";' },
        { name: "parts of words", code: "const fill = drills;" },
        { name: "regular expressions without white space", code: "const status = /ill/;" },
    ],
    invalid: [
        { name: "identifiers", code: "const isIll = 1;", errors: [error(1, 7)] },
        { name: "private names", code: "class A { #ill = 1; }", errors: [error(1, 11)] },
        { name: "comments", code: "/**\n * The ill server. */", errors: [error(2, 8)] },
        { name: "strings", code: 'throw new Error("the gate is ill");', errors: [error(1, 30)] },
        { name: "templates", code: "const text = `${a} is ill: ${b}`;", errors: [error(1, 23)] },
        { name: "file names", filename: "ill-regions.ts", code: "", errors: [error(1, 1)] },
    ],
});
