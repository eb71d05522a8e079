import assert from "node:assert/strict";

import { faultText } from "../../../components/plan/fault-text";
import { ConfigFaults, describe as describeFault, type Fault, reasonOf, refuse } from "../../../components/plan/faults";

describe("faults", () => {
    const at = (path: string, code: Fault["code"] = "test/one"): Fault => ({
        code,
        path,
        problem: "another is expected",
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

    it("are one line each in a log, with path, problem, code, allowed values and remedy", () => {
        const fault = { ...at("cells[0].name"), value: "EU", problem: 'invalid value "EU"', allowed: ["us", "eu"] };
        assert.equal(describeFault(fault), 'cells[0].name: invalid value "EU" [test/one]; allowed: eu, us; correct it');
        assert.equal(describeFault(at("cells")), "cells: another is expected [test/one]; correct it");
    });

    it("are one line all together where a program logs why it has failed", () => {
        const [one, two] = [at("a"), at("b")];
        assert.equal(reasonOf(new ConfigFaults([one, two])), `${describeFault(one)}; ${describeFault(two)}`);
        assert.equal(reasonOf(new Error("no disk")), "no disk");
        assert.equal(reasonOf("no disk"), "no disk");
    });

    it("are in the message of the error as blocks, after their number", () => {
        const faults = [at("a"), at("models")];
        const error = new ConfigFaults(faults);
        assert.equal(error.name, "ConfigFaults");
        assert.equal(
            error.message,
            [
                "the config has 2 faults",
                ...faults.map(fault => faultText(fault)),
                "`npx meridian explain <code>` describes a code",
            ].join("\n\n"),
        );
        assert.match(new ConfigFaults([at("a")]).message, /^the config has 1 fault\n/);
        assert.equal(error.stack, `ConfigFaults: ${error.message}`);
    });

    it("are left whole in the error, however long", () => {
        const fault = { ...at("a"), value: "x".repeat(500), allowed: Array.from({ length: 50 }, (_, i) => `${i}`) };
        assert.deepEqual(new ConfigFaults([fault]).faults, [fault]);
    });
});
