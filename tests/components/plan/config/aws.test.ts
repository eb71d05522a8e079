import assert from "node:assert/strict";

import { awsSchema, givenAwsFaults, tagFaults } from "../../../../components/plan/config/aws";
import { knownLater } from "../../../../components/plan/config/known-later";
import { read } from "../../../../components/plan/config/parse";
import { pinnedImage } from "../../../support/images";

const image = pinnedImage();
const images = { gate: image, server: image, fetch: image };
const characters = "letters, digits, spaces and _ . : / = + - @";
const numbered = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag-${i}`, ""]));

describe("tags of AWS", () => {
    const found = (tags: unknown) =>
        read(awsSchema, { images, tags }, "aws").faults.map(({ path, problem }) => [
            path,
            problem.split(", expected ")[1],
        ]);

    it("have keys and values as every kind of resource takes them, eight at most", () => {
        assert.deepEqual(found({ "Équipe: a/b=c@d+e_f": "team@example.com", ["k".repeat(128)]: "v".repeat(256) }), []);
        assert.deepEqual(found(numbered(8)), []);
    });

    it("have values that are known after an update", () => {
        assert.deepEqual(found({ team: knownLater }), []);
    });

    const refused: readonly [string, Readonly<Record<string, string>>, string, string][] = [
        [
            "a key of AWS's own",
            { "AWS:team": "" },
            'aws.tags["AWS:team"]',
            "keys that don't begin with aws: or meridian:",
        ],
        [
            "a key of ours",
            { "meridian:cell": "" },
            'aws.tags["meridian:cell"]',
            "keys that don't begin with aws: or meridian:",
        ],
        ["a character that some service refuses in keys", { "a;b": "" }, 'aws.tags["a;b"]', characters],
        ["a character that some service refuses in values", { team: "a\nb" }, "aws.tags.team", characters],
        ["nine of them", numbered(9), "aws.tags", "8 tags at most"],
        ["keys that differ in case only", { team: "a", Team: "b" }, "aws.tags", "keys that differ in more than case"],
    ];
    for (const [what, tags, path, expected] of refused) {
        it(`are refused with ${what}`, () => {
            assert.deepEqual(found(tags), [[path, expected]]);
            assert.deepEqual(
                tagFaults(tags).map(({ path, problem }) => [path, problem.split(", expected ")[1]]),
                [[path, expected]],
            );
        });
    }

    it("of a program may be any value known later, under keys that are checked", () => {
        assert.deepEqual(tagFaults({ team: Promise.resolve("a;b") }), []);
        assert.deepEqual(
            tagFaults({ "aws:team": Promise.resolve("a") }).map(({ path }) => path),
            ['aws.tags["aws:team"]'],
        );
    });
});

describe("what a program gives the adapter for AWS beside the config", () => {
    it("is a service's name and whole days to keep logs", () => {
        assert.deepEqual(givenAwsFaults({ service: "screening", retainDays: 3650 }), []);
        assert.deepEqual(
            givenAwsFaults({ service: "Screening", retainDays: 3651 }).map(({ path }) => path),
            ["service", "retainDays"],
        );
    });
});
