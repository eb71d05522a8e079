import assert from "node:assert/strict";

import { planCell } from "../../../components/plan/cell";
import { checksFor } from "../../../components/plan/checks";
import type { ModelConfig } from "../../../components/plan/config";
import { modelFaults, planServing } from "../../../components/plan/serving";
import { digest, parsed } from "./screening";

const config = parsed();
const model = config.models[0]!;

describe("the serving of a region", () => {
    const eu = planCell(config.cells[0]!, config.domain);
    const serving = (...models: ModelConfig[]) =>
        planServing({ cell: eu, region: "local:eu-west", models, checks: checksFor("local:eu-west") });

    it("says where it is, what it is called, whom it spills to and what it serves", () => {
        assert.deepEqual(serving(model), {
            cell: eu,
            region: "local:eu-west",
            place: { city: "Dublin", country: "IE", latitude: 53.35, longitude: -6.26 },
            host: "eu-west.eu.screening.example",
            peers: [{ region: "local:eu-central", host: "eu-central.eu.screening.example" }],
            models: [
                {
                    name: "screening",
                    stickyHeader: "x-subject",
                    releases: [
                        { version: "1.0.0", artifact: "file:1.onnx", digest: digest("1"), weight: 9000 },
                        { version: "2.0.0", artifact: "file:2.onnx", digest: digest("2"), weight: 1000 },
                    ],
                },
            ],
            checks: { everySeconds: 0.25, unhealthyAfter: 2 },
        });
    });

    it("draws each request anew where nothing keeps a subject on a release", () => {
        const { stickyBy, ...drawn } = model;
        assert.equal(stickyBy, "header:x-subject");
        assert.ok(!("stickyHeader" in serving(drawn).models[0]!));
    });

    it("runs the releases that its shares name, and no other", () => {
        const traffic = [{ version: "2.0.0", percent: 100 }];
        const waved = serving({ ...model, regions: { "local:eu-west": { traffic } } });
        assert.deepEqual(
            waved.models[0]!.releases.map(({ version }) => version),
            ["2.0.0"],
        );
        const nameless = serving({ ...model, traffic: [{ version: "9.0.0", percent: 100 }] });
        assert.deepEqual(nameless.models[0]!.releases, []);
    });

    it("has its models in order of name", () => {
        const names = (...models: string[]) =>
            serving(...models.map(name => ({ ...model, name }))).models.map(({ name }) => name);
        assert.deepEqual(names("b", "c", "a"), ["a", "b", "c"]);
        assert.deepEqual(names("a", "b", "c"), ["a", "b", "c"]);
    });
});

describe("models are refused", () => {
    const regions = ["local:eu-west", "local:us-east"] as const;

    it("when two have one name", () => {
        assert.deepEqual(modelFaults([model, { ...model, name: "other" }, model], regions), [
            {
                code: "model/name-twice",
                path: "models[2].name",
                value: "screening",
                remedy: "give each model a name of its own",
            },
        ]);
    });

    it("when two releases of one have the same digest", () => {
        const releases = { "1.10.0": model.releases["1.0.0"]!, "1.9.0": model.releases["1.0.0"]! };
        const traffic = [{ version: "1.9.0", percent: 100 }];
        assert.deepEqual(modelFaults([{ ...model, releases, traffic }], regions), [
            {
                code: "release/digest-twice",
                path: 'models[0].releases["1.10.0"].digest',
                value: digest("1"),
                allowed: "a digest that differs from that of 1.9.0",
                remedy: "name the artifact of this release, or remove the release",
            },
        ]);
    });

    it("when a wave names a region of no cell", () => {
        const wave = { "local:us-west": { traffic: model.traffic } };
        assert.deepEqual(modelFaults([{ ...model, regions: wave }], regions), [
            {
                code: "model/unknown-region",
                path: 'models[0].regions["local:us-west"]',
                value: "local:us-west",
                allowed: "local:eu-west, local:us-east",
                remedy: "name a region of a cell",
            },
        ]);
    });

    it("when their shares are wrong", () => {
        const traffic = [{ version: "1.0.0", percent: 90 }];
        assert.deepEqual(
            modelFaults([{ ...model, traffic }], regions, "args.models").map(({ code, path }) => [code, path]),
            [["traffic/shares-sum", "args.models[0].traffic"]],
        );
    });
});
