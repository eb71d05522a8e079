import assert from "node:assert/strict";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import type { EntryPoint, Service } from "../../components";
import { planConfig } from "../../components/plan/plan";
import { type CellSummary, summary } from "../../stacks/summary";
import { packageRoot } from "../../tools/package-root";
import { digest, screening } from "../components/plan/screening";

const cities = ["Berlin", "Lisbon", "New York", "San Francisco"];
const points = cities.map((city, i): EntryPoint => ({ city, host: `127.0.0.${i + 1}`, port: 8_443 + i }));

describe("what a stack's outputs say of its cells", () => {
    /** `artifact`: of the first release. */
    async function summaryOf(
        entered: readonly EntryPoint[],
        artifact = "file:1.onnx",
    ): Promise<readonly CellSummary[]> {
        const { models, ...config } = screening();
        const [model] = models;
        const { "1.0.0": first, "2.0.0": second } = model!.releases;
        const third = { artifact: "file:3.onnx", digest: digest("3") };
        const releases = { "1.0.0": { ...first, artifact }, "2.0.0": second, "3.0.0": third };
        const shadow = { version: "3.0.0", percent: 12.5 };
        const { plan } = planConfig({ ...config, models: [{ ...model!, releases, shadow }] });
        const known = pulumi.output([...entered]);
        const service = { plan, authorities: { eu: "ca.pem" }, points: { eu: known, us: known } };
        return new Promise(resolve => {
            summary(service as unknown as Service).apply(resolve);
        });
    }

    it("is the address at the point of presence nearest to the cell's primary region, also for curl", async () => {
        const [eu, us] = await summaryOf(points);
        assert.deepEqual(
            [eu, us].map(cell => [cell!.name, cell!.url, cell!.resolve]),
            [
                ["eu", "https://eu.screening.example:8443", "eu.screening.example:8443:127.0.0.1"],
                ["us", "https://us.screening.example:8445", "us.screening.example:8445:127.0.0.3"],
            ],
        );
        assert.deepEqual(
            us!.points,
            points.map(({ city, port }) => ({ city, url: `https://us.screening.example:${port}` })),
        );
    });

    it("is the address without a port where clients enter at no point of presence", async () => {
        const [eu] = await summaryOf([]);
        assert.deepEqual([eu!.url, eu!.resolve, eu!.points], ["https://eu.screening.example", "", []]);
    });

    it("is each model with its traffic in percent and its shadow", async () => {
        const [eu] = await summaryOf(points);
        const traffic = [
            { version: "1.0.0", percent: 90 },
            { version: "2.0.0", percent: 10 },
        ];
        assert.deepEqual(eu!.models, [{ name: "screening", traffic, shadow: { version: "3.0.0", percent: 12.5 } }]);
        assert.deepEqual(eu!.regions, ["local:eu-central", "local:eu-west"]);
    });

    it("is the file of an authority that is not a public one", async () => {
        const [eu, us] = await summaryOf(points);
        assert.deepEqual([eu!.caFile, us!.caFile], ["ca.pem", undefined]);
    });

    it("is the sample beside the releases of the first model, where there is one", async () => {
        const samplesFor = async (artifact: string) => (await summaryOf(points, artifact)).map(({ sample }) => sample);
        const models = path.relative(pulumi.runtime.getRootDirectory(), path.join(packageRoot(), "stacks/models"));
        const sample = path.join(models, "screening/sample.json");
        assert.deepEqual(await samplesFor(`file:${models}/screening/1.0.0/model.onnx`), [sample, sample]);
        assert.deepEqual(await samplesFor(`file:${models}/triage/1.0.0/model.onnx`), [undefined, undefined]);
        assert.deepEqual(await samplesFor("https://models.example/screening/1.0.0/model.onnx"), [undefined, undefined]);
    });
});
