import assert from "node:assert/strict";

import type { DataClass } from "../../../components/plan/residency";
import { flowing } from "../../../policy/rules/flowing";

type Rule = ReturnType<typeof flowing>;

describe("a flow of the data of an unknown place", () => {
    /** What a rule finds, where the pack has cells with such classes of data. */
    function foundWith(...classesOfCells: readonly (readonly DataClass[])[]) {
        const edge = {
            ...{ fact: { kind: "backup", path: "destination" }, from: {}, isFromUnknown: true },
            ...{ said: { urn: "urn:of-a-plan" }, to: { places: [] } },
        };
        const graph = { edges: [edge] } as unknown as Parameters<Rule["check"]>[0];
        const setting = { cells: classesOfCells.map(dataClasses => ({ dataClasses })) };
        const rule = flowing("backup", {} as Parameters<typeof flowing>[1]);
        return rule
            .check(graph, setting as unknown as Parameters<Rule["check"]>[1])
            .map(({ isProtected, verdict }) => [verdict, isProtected]);
    }

    it("counts as protected where any class of any cell is", () => {
        assert.deepEqual(foundWith(["internal", "health"]), [["undetermined", true]]);
        assert.deepEqual(foundWith(["internal"], ["health"]), [["undetermined", true]]);
        assert.deepEqual(foundWith(["internal"], ["public"]), [["undetermined", false]]);
    });

    it("is none where the pack has no cells", () => {
        assert.deepEqual(foundWith(), []);
    });
});
