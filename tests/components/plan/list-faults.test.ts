import assert from "node:assert/strict";

import { repeatedFaults, unknownFaults } from "../../../components/plan/list-faults";

const pathOf = (i: number, item: string) => `list[${i}]=${item}`;

describe("the items of a list", () => {
    it("are reported where they are listed already, each further time", () => {
        const fault = { code: "list/twice", remedy: "name each once" } as const;
        const problem = 'letter "a" is listed more than once';
        assert.deepEqual(repeatedFaults(["a", "b", "a", "a"], pathOf, { ...fault, noun: "letter" }), [
            { ...fault, path: "list[2]=a", value: "a", problem },
            { ...fault, path: "list[3]=a", value: "a", problem },
        ]);
        assert.deepEqual(repeatedFaults(["a", "b"], pathOf, { ...fault, noun: "letter" }), []);
    });

    it("are reported where there is no such thing, with those that exist, or what is expected", () => {
        const fault = { code: "list/unknown", remedy: "name one" } as const;
        const described = { ...fault, noun: "letter" };
        assert.deepEqual(unknownFaults(["a", "x"], ["a", "b"], pathOf, described), [
            { ...fault, path: "list[1]=x", value: "x", problem: 'there is no letter "x"', allowed: ["a", "b"] },
        ]);
        assert.deepEqual(unknownFaults(["x"], ["a"], pathOf, { ...described, expected: "a vowel" }), [
            {
                ...fault,
                path: "list[0]=x",
                value: "x",
                problem: 'there is no letter "x", expected a vowel',
                allowed: [],
            },
        ]);
    });
});
