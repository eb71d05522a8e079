import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { type Candidate, notesOf, problemsOf } from "../../tools/release/checks";
import { fieldsOf, owner } from "../../tools/release/owner";

const good: Candidate = {
    owner: "acme",
    manifest: { version: "1.2.0", ...fieldsOf("acme") },
    images: { version: "1.2.0", images: { gate: { digest: "sha256:1" } } },
    locked: { gate: "sha256:1" },
    changelog: "# pulumi-meridian\n\n## 1.2.0\n\n### Minor Changes\n\n- Better.\n\n## 1.1.0\n\n- Good.\n",
    changes: [],
    tag: "v1.2.0",
};

describe("the check of a release", () => {
    it("accepts a commit whose parts are of one version, with and without its tag", () => {
        const { tag: _, ...untagged } = good;
        assert.deepEqual([problemsOf(good), problemsOf(untagged)], [[], []]);
    });

    const refused: readonly [what: string, change: Partial<Candidate>, problem: RegExp][] = [
        [
            "without an owner",
            { owner: "OWNER", manifest: { version: "1.2.0", ...fieldsOf("OWNER") } },
            /placeholder "OWNER"/,
        ],
        [
            "of another repository",
            { manifest: { ...good.manifest, bugs: "https://x.example" } },
            /^package.json: "bugs"/,
        ],
        ["with a change that is in no version", { changes: ["late.md"] }, /^\.changeset\/late\.md/],
        [
            "without notes",
            { changelog: "# pulumi-meridian\n\n## 1.2.0\n\n## 1.1.0\n\n- Good.\n" },
            /no notes of 1\.2\.0/,
        ],
        [
            "with images of another version",
            { images: { ...good.images, version: "1.1.0" } },
            /images\.json is of 1\.1\.0/,
        ],
        ["with a lock of other images", { locked: { gate: "sha256:2" } }, /another digest of image gate/],
        ["with a lock that lacks an image", { locked: {} }, /another digest of image gate/],
        ["with another tag", { tag: "v1.2.1" }, /the tag is v1\.2\.1.*expected the tag v1\.2\.0/],
    ];
    for (const [what, change, problem] of refused) {
        it(`refuses a commit ${what}`, () => {
            const [only, ...more] = problemsOf({ ...good, ...change });
            assert.match(only ?? "", problem);
            assert.deepEqual(more, []);
        });
    }

    it("finds the notes of a version up to those of the one before", () => {
        assert.equal(notesOf(good.changelog, "1.2.0"), "### Minor Changes\n\n- Better.");
        assert.equal(notesOf(good.changelog, "1.1.0"), "- Good.");
        assert.equal(notesOf(good.changelog, "1.2"), "");
    });
});

describe("package.json", () => {
    it("names the repository of the owner", () => {
        const manifest = JSON.parse(readFileSync(path.join(packageRoot(), "package.json"), "utf8")) as object;
        assert.deepEqual(
            Object.fromEntries(
                Object.keys(fieldsOf(owner)).map(name => [name, manifest[name as keyof typeof manifest]]),
            ),
            fieldsOf(owner),
        );
    });
});
