import assert from "node:assert/strict";

import { mappedPlaceFaults } from "../../../../components/plan/places/mapped-places";

describe("where a config says that regions are", () => {
    it("is taken for regions of kubernetes that are used", () => {
        assert.deepEqual(mappedPlaceFaults({ "kubernetes:fulda": {} }, ["aws:eu-west-1", "kubernetes:fulda"]), []);
        assert.deepEqual(mappedPlaceFaults({}, ["kubernetes:fulda"]), []);
    });

    it("is refused for regions of vendors, used or not", () => {
        for (const ref of ["aws:eu-west-1", "local:eu-west"]) {
            assert.deepEqual(
                mappedPlaceFaults({ [ref]: {} }, ["aws:eu-west-1"]).map(({ code, path }) => [code, path]),
                [["places/in-catalogue", `places["${ref}"]`]],
            );
        }
    });

    it("is refused where nothing uses it", () => {
        assert.deepEqual(
            mappedPlaceFaults({ "kubernetes:fulda": {} }, ["aws:eu-west-1"]).map(({ code, path }) => [code, path]),
            [["places/unused", 'places["kubernetes:fulda"]']],
        );
    });
});
