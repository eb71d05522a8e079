import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { Service, type ServiceConfig } from "../../../../components";
import { aws } from "../../../../components/adapters/aws";
import { missingFiles } from "../../../../components/adapters/aws/regional-serving/files";
import type { Config } from "../../../../components/plan/config/config";
import { inProjectDirectory } from "../../../support/project-directory";
import { settled } from "../../../support/mocked-engine";
import { wholeFaultsOf } from "../../plan/faults-of";
import { digest } from "../../plan/screening";
import { pinnedImage } from "../../../support/images";

const image = pinnedImage();
const clouds = [aws({ images: { gate: image, server: image, fetch: image } })];

function configOf(artifacts: Readonly<Record<string, string>>): ServiceConfig {
    return {
        domain: "screening.example.com",
        cells: [{ name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["aws:eu-west-1"] }],
        models: [
            {
                name: "screening",
                releases: Object.fromEntries(
                    Object.entries(artifacts).map(([version, artifact], i) => [
                        version,
                        { artifact, digest: digest(String(i)) },
                    ]),
                ),
                traffic: [{ version: Object.keys(artifacts)[0]!, percent: 100 }],
            },
        ],
    };
}

describe("files of releases that go to AWS from here", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    let directory: string;
    let leave: () => void;
    const made: string[] = [];

    before(async () => {
        await pulumi.runtime.setMocks({
            call: ({ inputs }) => inputs as object,
            newResource: ({ name, inputs }) => {
                made.push(name);
                return { id: name, state: inputs as object };
            },
        });
        directory = mkdtempSync(path.join(tmpdir(), "meridian-files-"));
        leave = inProjectDirectory(directory);
        mkdirSync(path.join(directory, "models"));
        writeFileSync(path.join(directory, "models", "1.onnx"), "");
    });
    after(async () => {
        await settled();
        leave();
        rmSync(directory, { recursive: true });
    });

    it("are missed by a service before it makes anything, each at its release; those that lie elsewhere are not", () => {
        const faults = wholeFaultsOf(
            () =>
                new Service(
                    "screening",
                    configOf({
                        "1.0.0": "file:models/1.onnx",
                        "2.0.0": "file:models/2.onnx",
                        "3.0.0": "file:models",
                        "4.0.0": "s3://models/4.onnx",
                        "5.0.0": `file://${directory}/models/5.onnx`,
                    }),
                    { clouds },
                ),
        );
        assert.deepEqual(
            faults.map(({ code, path }) => `${path}: ${code}`),
            ["2.0.0", "3.0.0", "5.0.0"].map(version => `models[0].releases["${version}"].artifact: aws/no-such-file`),
        );
        assert.match(faults[0]!.problem, new RegExp(`${directory}/models/2\\.onnx`));
        assert.deepEqual(made, []);
    });

    it("are those of models that run in a cell with a region on AWS, also beside regions of other clouds", () => {
        const missed = (cells: Config["cells"][number]["regions"][], of?: string[]) => {
            const model = { ...configOf({ "1.0.0": "file:models/2.onnx" }).models[0]!, ...(of && { cells: of }) };
            const named = cells.map((regions, i) => ({ name: `cell-${i}`, regions }));
            return missingFiles({ cells: named, models: [model] } as unknown as Config).length;
        };
        assert.equal(missed([["local:eu-west"]]), 0);
        assert.equal(missed([["aws:eu-west-1", "kubernetes:fra"]]), 1);
        assert.equal(missed([["aws:eu-west-1"], ["local:eu-west"]], ["cell-1"]), 0);
        assert.equal(missed([["aws:eu-west-1"], ["local:eu-west"]], ["cell-0"]), 1);
        assert.equal(missed([["local:eu-west"], ["aws:eu-west-1"]]), 1);
    });
});
