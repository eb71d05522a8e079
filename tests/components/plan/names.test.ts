import assert from "node:assert/strict";

import { cellHost, regionHost } from "../../../components/plan/names";

describe("names", () => {
    it("a cell is called <cell>.<domain>", () => {
        assert.equal(cellHost("eu", "screening.example"), "eu.screening.example");
    });

    it("a region is called <region>.<cell>.<domain>, without its cloud", () => {
        assert.equal(regionHost("local:eu-west", "eu", "screening.example"), "eu-west.eu.screening.example");
    });
});
