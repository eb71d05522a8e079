import assert from "node:assert/strict";
import { curl, describeCells, type CellOutput } from "../../cli/local/table";

describe("the table", () => {
    const cell: CellOutput = {
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

    it("gives a command that a shell takes as it is", () => {
        assert.equal(
            curl(cell),
            "curl --cacert '.meridian/my cell/ca.pem' --resolve eu.screening.example.com:8443:127.0.0.1 " +
                "https://eu.screening.example.com:8443/v2/models/screening/infer " +
                "-H 'content-type: application/json' -d @stacks/models/sample.json",
        );
    });
});
