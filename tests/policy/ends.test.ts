import assert from "node:assert/strict";

import type { DataClass } from "../../components/plan/residency";
import { Ends } from "../../policy/ends";
import type { Node } from "../../policy/node";
import { Properties } from "../../policy/properties";

/** A resource of a cell in a region, of a class of data that it holds or only works on. */
function node(name: string, cell: string, dataClass: DataClass, holds: boolean): Node {
    return {
        resource: {
            ...{ urn: `urn:${name}`, type: "gcp:a/b:B", name, properties: new Properties({}), comesFrom: {} },
        },
        row: holds ? { holds: "data" } : {},
        placed: { is: "at", places: ["gcp:europe-west1"] },
        cell: { name: cell } as unknown as Node["cell"],
        dataClass,
    };
}

describe("everything of an account", () => {
    const sink = node("sink", "eu", "internal", false);
    const everythingOf = (...nodes: readonly Node[]) =>
        new Ends([sink, ...nodes], {})
            .resolve({ everythingOf: { is: "absent" } }, sink.resource)
            .nodes.map(({ resource }) => resource.name);
    const inAnyOrder = (...nodes: readonly Node[]) => [everythingOf(...nodes), everythingOf(...nodes.toReversed())];

    it("is one resource for each cell, without that which says so", () => {
        assert.deepEqual(everythingOf(node("a", "eu", "internal", true), node("b", "us", "internal", true)), [
            "a",
            "b",
        ]);
        assert.deepEqual(everythingOf(), []);
    });

    it("is of a cell what law protects, before what holds data", () => {
        const [works, holds] = [node("works", "eu", "health", false), node("holds", "eu", "internal", true)];
        assert.deepEqual(inAnyOrder(works, holds), [["works"], ["works"]]);
    });

    it("is of a cell what holds data, of several that law protects alike", () => {
        for (const dataClass of ["internal", "health"] as const) {
            const [works, holds] = [node("works", "eu", dataClass, false), node("holds", "eu", dataClass, true)];
            assert.deepEqual(inAnyOrder(works, holds), [["holds"], ["holds"]]);
        }
    });

    it("is at the places of all, and at none that is known where the place of one isn't", () => {
        const [eu, us] = [node("a", "eu", "internal", true), node("b", "us", "internal", true)];
        const placesOf = (...nodes: readonly Node[]) =>
            new Ends([sink, ...nodes], {}).resolve({ everythingOf: { is: "absent" } }, sink.resource).places;
        assert.deepEqual(placesOf(eu, us), ["gcp:europe-west1", "gcp:europe-west1"]);
        assert.deepEqual(placesOf(eu, { ...us, placed: { is: "undetermined", reason: "later" } }), []);
    });
});
