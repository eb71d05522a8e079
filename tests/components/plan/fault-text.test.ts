import assert from "node:assert/strict";

import { type Fault, faultText, listed, quoted } from "../../../components/plan/fault-text";

const fault: Fault = {
    code: "test/one",
    path: "cells[0].name",
    value: "eur",
    problem: 'there is no cell "eur"',
    allowed: ["us", "eu"],
    remedy: "name a cell",
};

describe("the text of a fault", () => {
    it("has the problem, the path, the allowed values with the nearest first, and the help", () => {
        assert.equal(
            faultText(fault),
            [
                'error[test/one]: there is no cell "eur"',
                "  --> cells[0].name",
                "  allowed: eu, us",
                "  help: name a cell",
            ].join("\n"),
        );
    });

    it("has its place in a file before the path, and the line of the file below", () => {
        const place = { at: "Pulumi.dev.yaml:3:5", excerpt: ["3 | name: ue", "  |       ^^"] };
        assert.equal(
            faultText(fault, place),
            [
                'error[test/one]: there is no cell "eur"',
                "  --> Pulumi.dev.yaml:3:5  cells[0].name",
                ...place.excerpt,
                "  allowed: eu, us",
                "  help: name a cell",
            ].join("\n"),
        );
    });

    it("has no line of allowed values where none are listed", () => {
        for (const allowed of [undefined, []]) {
            const { allowed: _, ...rest } = fault;
            assert.doesNotMatch(faultText({ ...rest, ...(allowed && { allowed }) }), /allowed/);
        }
    });

    it("sets its parts off as it is styled, and no style changes a word", () => {
        const style = { bad: (text: string) => `<${text}>`, dim: (text: string) => `{${text}}`, strong: String };
        assert.match(faultText(fault, {}, style), /^<error\[test\/one\]>: .*\n {2}\{-->\} .*\n {2}\{allowed:\}/);
        assert.equal(faultText(fault, {}, style).replace(/[<>{}]/g, ""), faultText(fault).replace("-->", "--"));
    });
});

describe("allowed values", () => {
    const regions = [
        "aws:eu-west-1",
        "aws:us-east-1",
        "aws:us-west-2",
        "aws:eu-west-3",
        "aws:ap-south-1",
        "aws:sa-east-1",
    ];

    it("are all listed while they are six at most", () => {
        assert.equal(listed(regions, undefined), regions.join(", "));
    });

    it("are five and the number of the others where they are more, those first that resemble the value", () => {
        assert.equal(
            listed([...regions, "aws:eu-west-2"], "aws:eu-wset-2"),
            "aws:eu-west-2, aws:eu-west-1, aws:eu-west-3, aws:us-west-2, aws:us-east-1, and 2 more",
        );
    });

    it("stay in their order where the value is no text", () => {
        assert.equal(listed(["10", "30"], 29), "10, 30");
    });
});

describe("a value inside a sentence", () => {
    it("is in quotes where it is text, with quotes and line breaks of its own escaped", () => {
        assert.equal(quoted('a "b"\nc'), '"a \\"b\\"\\nc"');
        assert.equal(quoted(5), "5");
        assert.equal(quoted(true), "true");
    });

    it("is cut after 80 characters, with its length", () => {
        assert.equal(quoted("x".repeat(100)), `"${"x".repeat(79)}… (102 characters)`);
        assert.equal(quoted("x".repeat(78)), `"${"x".repeat(78)}"`);
    });
});
