import assert from "node:assert/strict";

import { ownerOf } from "../../policy/membership";

describe("the cell whose own regions places are", () => {
    const atlas = {
        expandPlace: (ref: string) =>
            ref === "gcp:EUR4" ? { members: ["gcp:europe-north1", "gcp:europe-west4"] } : undefined,
    } as unknown as Parameters<typeof ownerOf>[2];
    const ownerAmong = (places: readonly string[], ...cells: readonly (readonly string[])[]) => {
        const known = cells.map((own, i) => ({ name: `cell ${i}`, places: own }));
        return ownerOf(places, known as unknown as Parameters<typeof ownerOf>[1], atlas)?.name;
    };

    it("has all of them, and all of which one of them stands for", () => {
        const [north, west] = ["gcp:europe-north1", "gcp:europe-west4"] as const;
        assert.equal(ownerAmong(["gcp:EUR4"], [west], [north, west]), "cell 1");
        assert.equal(ownerAmong([north, west], [west], [west, north]), "cell 1");
        assert.equal(ownerAmong(["gcp:EUR4"], [west], [north]), undefined);
        assert.equal(ownerAmong([north, "gcp:us-east1"], [north, west]), undefined);
    });
});
