import assert from "node:assert/strict";
import path from "node:path";

import { help, parseArguments, UsageError } from "../../../tools/images/arguments";
import { imageNames } from "../../../tools/images/images";

describe("the arguments of `npm run images`", () => {
    it("are all images, into the cache, by default", () => {
        const given = parseArguments([]);
        assert.deepEqual(given, { images: imageNames, json: false, updatePins: false, help: false });
    });

    it("choose images, in the order of the table, and where they go", () => {
        const { images, out, json } = parseArguments(["store", "gate", "--out", "layout", "--json"]);
        assert.deepEqual([images, out, json], [["gate", "store"], path.resolve("layout"), true]);
    });

    it("name an unknown image with those that there are", () => {
        assert.throws(
            () => parseArguments(["gates"]),
            new UsageError(`no image is named gates; allowed: ${imageNames.join(", ")}`),
        );
    });

    it("refuse an unknown option, and images with an update of pins", () => {
        assert.throws(() => parseArguments(["--fast"]), UsageError);
        assert.throws(
            () => parseArguments(["--update-pins", "gate"]),
            /--update-pins builds nothing; leave out the images/,
        );
    });

    it("take all images of a release, to write or to compare their digests", () => {
        assert.equal(parseArguments(["--release"]).release, "write");
        assert.equal(parseArguments(["--compare", "--json"]).release, "compare");
        assert.throws(() => parseArguments(["--release", "gate"]), /--release and --compare are about all images/);
        assert.throws(() => parseArguments(["--release", "--compare"]), /exclude each other; name one/);
        assert.throws(() => parseArguments(["--compare", "--update-pins"]), /exclude each other; name one/);
    });

    it("are explained with each image and the exit codes", () => {
        for (const name of imageNames) assert.match(help, new RegExp(`^  ${name} `, "m"));
        assert.match(help, /exit codes: 0 done, 1 failed, 2 wrong usage/);
    });
});
