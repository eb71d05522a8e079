import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { curl, describeCells } from "../../cli/local/table";
import type { CellSummary } from "../../stacks/summary";

describe("the table", () => {
    // Of the program's type, so that the compiler refuses a program whose output the command line does not take.
    const cell: CellSummary = {
        name: "eu",
        url: "https://eu.screening.example.com:8443",
        regions: ["local:eu-west", "local:eu-central"],
        models: [
            {
                name: "screening",
                traffic: [
                    { version: "1.0.0", percent: 90 },
                    { version: "2.0.0", percent: 10 },
                ],
            },
        ],
        caFile: ".meridian/my cell/ca.pem",
        resolve: "eu.screening.example.com:8443:127.0.0.1",
        points: [],
        sample: "stacks/models/sample.json",
    };

    it("shows where each cell answers, its regions, and its models' shares", () => {
        const [head, eu, us] = describeCells([cell, { ...cell, name: "us", regions: ["local:us-east"] }]).split("\n");
        assert.match(head!, /^CELL +URL +REGIONS +MODELS$/);
        assert.match(
            eu!,
            /^eu +https:\/\/eu\S+ +local:eu-west, local:eu-central +screening 1\.0\.0 \(90 %\), 2\.0\.0 \(10 %\)$/,
        );
        assert.match(us!, /^us +\S+ +local:us-east +screening/);
    });

    it("is followed by a command for each cell that has a model", () => {
        const us = { ...cell, name: "us", url: "https://us.screening.example.com:8443" };
        const lines = describeCells([cell, { ...cell, name: "empty", models: [] }, us]).split("\n");
        assert.deepEqual(lines.slice(4), ["", "# cell eu", curl(cell), "# cell us", curl(us)]);
    });

    it("shows a release that answers no client as such", () => {
        const [model] = cell.models;
        const shadow = { version: "3.0.0", percent: 12.5 };
        const [, eu] = describeCells([{ ...cell, models: [{ ...model!, shadow }] }]).split("\n");
        assert.match(eu!, / 2\.0\.0 \(10 %\), 3\.0\.0 \(shadow of 12\.5 %\)$/);
    });

    it("gives a command that a shell takes as it is", () => {
        assert.equal(
            curl(cell),
            "curl --cacert '.meridian/my cell/ca.pem' --resolve eu.screening.example.com:8443:127.0.0.1 " +
                "https://eu.screening.example.com:8443/v2/models/screening/infer " +
                "-H 'content-type: application/json' -d @stacks/models/sample.json",
        );
    });

    for (const directory of [
        "it's",
        "two words",
        '"so"',
        "$HOME",
        "`id`",
        "$(id)",
        "a;b",
        "a&b",
        "a\\b",
        "~",
        "*",
        "a\nb",
    ]) {
        it(`gives a command whose paths a shell reads as they are, in ${JSON.stringify(directory)}`, () => {
            const [caFile, sample] = [`${directory}/ca.pem`, `${directory}/sample.json`];
            // Prints the words that curl would get.
            const script = `curl() { printf '%s\\0' "$@"; }\n${curl({ ...cell, caFile, sample })}`;
            const words = execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split("\0");
            assert.deepEqual(words.slice(0, 2), ["--cacert", caFile]);
            assert.deepEqual(words.slice(-3), ["-d", `@${sample}`, ""]);
        });
    }

    it("asks for the model's description where there is no sample to send", () => {
        const { sample: _, ...unsampled } = cell;
        assert.equal(
            curl(unsampled),
            "curl --cacert '.meridian/my cell/ca.pem' --resolve eu.screening.example.com:8443:127.0.0.1 " +
                "https://eu.screening.example.com:8443/v2/models/screening",
        );
    });

    it("names no authority where a public one is to be trusted, and no address where the name resolves", () => {
        const { caFile: _, ...trusted } = cell;
        assert.equal(
            curl({ ...trusted, resolve: "" }),
            "curl https://eu.screening.example.com:8443/v2/models/screening/infer " +
                "-H 'content-type: application/json' -d @stacks/models/sample.json",
        );
    });
});
