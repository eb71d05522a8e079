import assert from "node:assert/strict";

import { repeatedFaults, unknownFaults } from "../../../components/plan/list-faults";

const pathOf = (i: number, item: string) => `list[${i}]=${item}`;

describe("the items of a list", () => {
    it("are told where they stand there already, each further time", () => {
        const told = { code: "list/twice", allowed: "each once", remedy: "name each once" } as const;
        assert.deepEqual(repeatedFaults(["a", "b", "a", "a"], pathOf, told), [
            { ...told, path: "list[2]=a", value: "a" },
            { ...told, path: "list[3]=a", value: "a" },
        ]);
        assert.deepEqual(repeatedFaults(["a", "b"], pathOf, told), []);
    });

    it("are told where there is no such thing, with those that there are", () => {
        const told = { code: "list/unknown", remedy: "name one" } as const;
        assert.deepEqual(unknownFaults(["a", "x"], ["a", "b"], pathOf, told), [
            { ...told, path: "list[1]=x", value: "x", allowed: "a, b" },
        ]);
        assert.deepEqual(
            unknownFaults(["x"], ["a"], pathOf, { ...told, allowed: "what begins with a" }).map(
                ({ allowed }) => allowed,
            ),
            ["what begins with a"],
        );
    });
});
