import assert from "node:assert/strict";

import { ConfigFaults, describe as describeFault, type Fault, refuse } from "../../../components/plan/faults";

describe("faults", () => {
    const at = (path: string, code: Fault["code"] = "test/one"): Fault => ({
        code,
        path,
        allowed: "another",
        remedy: "correct it",
    });

    it("are thrown together, with none there is no throw", () => {
        refuse([]);
        assert.throws(
            () => {
                refuse([at("a"), at("b")]);
            },
            (error: unknown) => error instanceof ConfigFaults && error.faults.length === 2,
        );
    });

    it("are sorted by path, with positions in lists by number", () => {
        const { faults } = new ConfigFaults([at("cells[10].name"), at("models"), at("cells[9].name"), at("cells[9]")]);
        assert.deepEqual(
            faults.map(({ path }) => path),
            ["cells[9]", "cells[9].name", "cells[10].name", "models"],
        );
    });

    it("at one path are sorted by code, whatever the order they were found in", () => {
        const codes = ["test/b", "test/a", "test/b", "test/c"] as const;
        for (const found of [codes, [...codes].reverse()]) {
            const { faults } = new ConfigFaults(found.map(code => at("cells", code)));
            assert.deepEqual(
                faults.map(({ code }) => code),
                ["test/a", "test/b", "test/b", "test/c"],
            );
        }
    });

    it("leave the list that they are made of as it was", () => {
        const found = [at("b"), at("a")];
        new ConfigFaults(found);
        assert.deepEqual(found, [at("b"), at("a")]);
    });

    it("are told one a line, with path, value, code, what is allowed and the remedy", () => {
        const fault = { ...at("cells[0].name"), value: "EU", allowed: "lower-case letters" };
        assert.equal(describeFault(fault), 'cells[0].name: "EU" [test/one]; allowed: lower-case letters; correct it');
        assert.equal(describeFault(at("cells")), "cells [test/one]; allowed: another; correct it");
        const error = new ConfigFaults([fault, at("models")]);
        assert.equal(error.name, "ConfigFaults");
        assert.equal(
            error.message,
            `the config has 2 faults\n  ${describeFault(fault)}\n  models [test/one]; allowed: another; correct it`,
        );
        assert.match(new ConfigFaults([fault]).message, /^the config has 1 fault\n/);
    });

    it("are told by the beginning of what is long, and keep the whole of it", () => {
        const fault = { ...at("a"), value: "x".repeat(500), allowed: "y".repeat(500) };
        assert.equal(
            describeFault(fault),
            `a: "${"x".repeat(199)}… (502 characters) [test/one]; allowed: ${"y".repeat(400)}… (500 characters); correct it`,
        );
        assert.deepEqual(new ConfigFaults([fault]).faults, [fault]);
        const short = { ...at("a"), value: "x".repeat(198), allowed: "y".repeat(400) };
        assert.doesNotMatch(describeFault(short), /…/);
    });
});
