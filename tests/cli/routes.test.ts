import assert from "node:assert/strict";

import { projectWith, type ScratchProject, someDigest, validStack } from "./command";

const file = "stacks/Pulumi.prod.yaml";

/** Three cells on AWS: one with a drained region, one with demand from a whole country, one with a single region. */
const threeCells = `config:
  meridian:service: screening
  meridian:domain: screening.example.com
  meridian:cells:
    - name: eu
      jurisdictions: [EU]
      dataClasses: [health]
      regions: [aws:eu-west-1, aws:eu-central-1, aws:eu-west-3]
      primary: aws:eu-west-1
    - name: us
      jurisdictions: [US]
      dataClasses: [health]
      regions: [aws:us-east-1, aws:us-west-2]
      primary: aws:us-east-1
    - { name: jp, jurisdictions: [JP], dataClasses: [personal], regions: [aws:ap-northeast-1], primary: aws:ap-northeast-1 }
  meridian:models:
    - name: screening
      releases: { "1.0.0": { artifact: "s3://models/1", digest: "${someDigest}" } }
      traffic: [{ version: "1.0.0", percent: 100 }]
  meridian:serving: { scaling: { min: 8, max: 20 } }
  meridian:demand:
    places: [{ city: Lisbon, share: 0.4 }, { city: New York, share: 0.35 }, { city: Los Angeles, share: 0.25 }]
    peakRps: 800
    rpsPerReplica: 150
  meridian:routing:
    drain: [aws:eu-west-3]
    auth: { jwt: { issuer: issuer, audience: meridian, jwksUri: "https://keys.example/" } }
`;

describe("meridian routes", () => {
    let project: ScratchProject;
    const given = (text: string) => {
        project = projectWith({ [file]: text });
        return project;
    };
    afterEach(() => {
        project.remove();
    });

    it("shows where requests go, where gates pass on, and what each loss does", async () => {
        assert.deepEqual(await given(threeCells).ask(["routes"]), {
            code: 0,
            stderr: "",
            stdout: `Requests go to the first of these, and to the next when it is lost
  cell  from         of all requests  regions, nearest first
  eu    Lisbon       40 %             aws:eu-west-1 32 ms, aws:eu-central-1 35 ms
  jp    Lisbon                        aws:ap-northeast-1 174 ms
  jp    Los Angeles                   aws:ap-northeast-1 139 ms
  jp    New York                      aws:ap-northeast-1 170 ms
  us    Los Angeles  25 %             aws:us-west-2 27 ms, aws:us-east-1 62 ms
  us    New York     35 %             aws:us-east-1 12 ms, aws:us-west-2 62 ms

Gates pass on what they can't serve
  cell  from                     to, in order
  eu    aws:eu-central-1         aws:eu-west-1 23 ms
  eu    aws:eu-west-1            aws:eu-central-1 23 ms
  eu    aws:eu-west-3 (drained)  aws:eu-central-1 14 ms, aws:eu-west-1 19 ms
  jp    aws:ap-northeast-1       nowhere: the answer is an error
  us    aws:us-east-1            aws:us-west-2 60 ms
  us    aws:us-west-2            aws:us-east-1 60 ms

With a region lost
  cell  lost                its requests go to               carried  residency  noticed after
  eu    aws:eu-central-1    none come to it                  yes      proven     30 s
  eu    aws:eu-west-1       aws:eu-central-1 0 % → 40 %      yes      proven     30 s
  jp    aws:ap-northeast-1  nowhere: the answer is an error  no       proven     30 s
  us    aws:us-east-1       aws:us-west-2 25 % → 60 %        yes      proven     30 s
  us    aws:us-west-2       aws:us-east-1 35 % → 60 %        yes      proven     30 s
`,
        });
    });

    it("shows it from other cities", async () => {
        const { stdout } = await given(threeCells).ask(["routes", "--from", "Porto", "--from", "Berlin"]);
        assert.match(
            stdout,
            /^.*\n {2}cell {2}from {4}regions, nearest first\n {2}eu {4}Berlin .*\n {2}eu {4}Porto .*\n {2}jp {4}Berlin /,
        );
    });

    it("sends requests from other cities to no drained region either", async () => {
        const { stdout } = await given(threeCells).ask(["routes", "--from", "Paris"]);
        const [, line = ""] = /\n {2}eu {4}Paris {2}(.*)\n/.exec(stdout) ?? [];
        assert.deepEqual(
            line.split(", ").map(hop => hop.split(" ")[0]),
            ["aws:eu-central-1", "aws:eu-west-1"],
            stdout,
        );
    });

    it("says of what carries nothing is known where there is no demand", async () => {
        const { stdout } = await given(validStack).ask(["routes"]);
        assert.match(
            stdout,
            /\n {2}eu {4}local:eu-central {2}local:eu-west {7}unknown: demand says no rates {2}proven/,
        );
        assert.equal(stdout.includes("of all requests"), false);
    });

    it("tells the same as JSON", async () => {
        const { code, stdout, stderr } = await given(threeCells).ask(["routes", "--json"]);
        assert.deepEqual([code, stderr], [0, ""]);
        const { routes, failovers, losses, ...rest } = JSON.parse(stdout) as Record<string, Record<string, unknown>[]>;
        assert.deepEqual(rest, { stack: "prod", file, valid: true, faults: [], drained: ["aws:eu-west-3"] });
        const hop = (region: string, roundTripMs: number) => ({ region, roundTripMs });
        assert.deepEqual(withoutKm(routes?.[0]), {
            city: "Lisbon",
            cell: "eu",
            hops: [hop("aws:eu-west-1", 32), hop("aws:eu-central-1", 35)],
            share: 0.4,
        });
        assert.deepEqual(withoutKm(failovers?.[0]), {
            cell: "eu",
            region: "aws:eu-central-1",
            to: [hop("aws:eu-west-1", 23)],
        });
        assert.deepEqual(losses?.[3], {
            cell: "us",
            lost: "aws:us-east-1",
            takes: [{ region: "aws:us-west-2", usual: 0.25, then: 0.6 }],
            carried: true,
            residency: "proven",
            noticedAfterSeconds: 30,
        });
    });

    it("ends with 1 where the config has faults, and tells them in the same form", async () => {
        given(validStack.replace("percent: 100", "percent: 99"));
        const shown = await project.ask(["routes"]);
        assert.deepEqual([shown.code, shown.stdout], [1, ""]);
        assert.match(
            shown.stderr,
            /^error\[traffic\/shares-sum\]: .*\n {2}--> stacks\/Pulumi\.prod\.yaml:16:7 {2}models\[0\]\.traffic\n/,
        );
        const { code, stdout, stderr } = await project.ask(["routes", "--json"]);
        assert.deepEqual([code, stderr], [1, ""]);
        const { faults, ...rest } = JSON.parse(stdout) as { faults: { line: number }[] };
        assert.deepEqual(rest, {
            stack: "prod",
            file,
            valid: false,
            drained: [],
            routes: [],
            failovers: [],
            losses: [],
        });
        assert.deepEqual(
            faults.map(({ line }) => line),
            [16],
        );
    });

    it("knows no city that the catalogue hasn't, and says which is meant", async () => {
        const { code, stderr } = await given(threeCells).ask(["routes", "--from", "Tokio"]);
        assert.equal(code, 2);
        assert.equal(
            stderr,
            'the catalogue has no city "Tokio"; did you mean Tokyo?; `meridian routes --help` shows what there is\n',
        );
    });
});

/** Kilometres move with every better coordinate of the catalogue; that they are there is enough. */
function withoutKm(value: unknown): unknown {
    return JSON.parse(
        JSON.stringify(value, (key, inner: unknown) => (key === "km" && typeof inner === "number" ? undefined : inner)),
    );
}
