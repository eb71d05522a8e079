import assert from "node:assert/strict";

import { cellHost, comparerHost, droppedPrefixes, ownHeaders, regionHost } from "../../../components/plan/names";

describe("names", () => {
    it("a cell is called <cell>.<domain>", () => {
        assert.equal(cellHost("eu", "screening.example"), "eu.screening.example");
    });

    it("a region is called <region>.<cell>.<domain>, without its cloud", () => {
        assert.equal(regionHost("local:eu-west", "eu", "screening.example"), "eu-west.eu.screening.example");
    });

    it("a region's comparer is called comparer.<region>.<cell>.<domain>", () => {
        assert.equal(comparerHost("eu-west.eu.screening.example"), "comparer.eu-west.eu.screening.example");
    });

    it("headers of the gates' own are called x-meridian-<name>", () => {
        assert.equal(ownHeaders, "x-meridian-");
        assert.ok(droppedPrefixes.includes(ownHeaders));
    });
});
