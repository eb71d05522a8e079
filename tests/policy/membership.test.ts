import assert from "node:assert/strict";

import { cellAt, cellOf, ownerOf, strictestOf } from "../../policy/membership";
import { Properties } from "../../policy/properties";

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

describe("the cell of places without a tag", () => {
    const countries: Readonly<Record<string, string>> = {
        "aws:eu-west-1": "IE",
        "aws:eu-central-1": "DE",
        "aws:us-east-1": "US",
    };
    const atlas = {
        expandPlace: () => undefined,
        placeOf: (ref: string) => countries[ref] && { country: countries[ref] },
    } as unknown as Parameters<typeof cellAt>[2];
    const cell = (name: string, jurisdictions: readonly string[], places: readonly string[]) => ({
        ...{ name, jurisdictions, places },
    });
    const cellAmong = (places: readonly string[], ...cells: readonly ReturnType<typeof cell>[]) =>
        cellAt(places, cells as unknown as Parameters<typeof cellAt>[1], atlas)?.name;
    const [eu, ireland, us] = [
        cell("eu", ["EU"], ["aws:eu-central-1"]),
        cell("ie", ["IE"], []),
        cell("us", ["US"], []),
    ];

    it("is that whose own regions they are, whichever others admit them", () => {
        const germany = cell("de", ["DE"], []);
        assert.equal(cellAmong(["aws:eu-central-1"], germany, eu), "eu");
    });

    it("is the one that alone admits all of them", () => {
        assert.equal(cellAmong(["aws:eu-west-1"], us, eu), "eu");
        assert.equal(cellAmong(["aws:eu-west-1", "aws:eu-central-1"], ireland, eu), "eu");
    });

    // The data may be of any of them: to take it for one's would prove the residency of another cell's data.
    it("is not known where several admit them, or none", () => {
        assert.equal(cellAmong(["aws:eu-west-1"], eu, ireland), undefined);
        assert.equal(cellAmong(["aws:eu-west-1"], ireland, eu), undefined);
        assert.equal(cellAmong(["aws:us-east-1"], eu, ireland), undefined);
        assert.equal(cellAmong(["aws:nowhere"], eu, us), undefined);
    });
});

describe("the cell of a resource without a tag whose place is not known", () => {
    const resource = { urn: "urn:x", type: "vendor:x:Y", name: "x", properties: new Properties({}), comesFrom: {} };
    const atlas = {} as unknown as Parameters<typeof cellOf>[3];
    const cells = ["eu", "us"].map(name => ({ name })) as unknown as Parameters<typeof cellOf>[2];
    const cellAmong = (count: number, placed: Parameters<typeof cellOf>[1]) =>
        cellOf(resource, placed, cells.slice(0, count), atlas)?.name;

    it("is the only one of the stack, and of several not known", () => {
        for (const placed of [{ is: "nowhere" }, { is: "undetermined", reason: "known later" }] as const) {
            assert.deepEqual(
                [0, 1, 2].map(count => cellAmong(count, placed)),
                [undefined, "eu", undefined],
            );
        }
    });
});

describe("the class of a cell's data that law says most of", () => {
    const strictest = (...dataClasses: readonly string[]) =>
        strictestOf({ dataClasses } as unknown as Parameters<typeof strictestOf>[0]);

    it("is one that law protects, wherever in the list it is", () => {
        assert.equal(strictest("health", "internal", "public"), "health");
        assert.equal(strictest("public", "internal", "personal"), "personal");
        assert.equal(strictest("internal", "health", "public"), "health");
    });

    it("is the last one where law protects none, and `internal` where there is none", () => {
        assert.equal(strictest("public", "internal"), "internal");
        assert.equal(strictest(), "internal");
        assert.equal(strictestOf(undefined), "internal");
    });
});
