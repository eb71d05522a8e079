import assert from "node:assert/strict";

import { updated } from "../engine/steps";
import { MadeThings } from "./made";
import { Rehearsal } from "./rehearsal";
import { pinnedImage } from "../support/images";

const host = "eu.screening.example.com";

/** A cell served on AWS, and, once `config` sets it, on Google Cloud too by another stack, whose front is configured. */
const program = `
const pulumi = require("@pulumi/pulumi");
const { cell, GlobalRouter, RegionalServing } = require("pulumi-meridian");
const { aws } = require("pulumi-meridian/aws");
const far = new pulumi.Config().getBoolean("far") ?? false;
const domain = "screening.example.com";
const image = ${JSON.stringify(pinnedImage())};
const cloud = aws({ service: "screening", images: { gate: image, server: image, fetch: image } });
const names = cloud.zone({ domain });
const eu = cell("eu", {
    domain,
    jurisdictions: ["EU"],
    dataClasses: ["internal"],
    regions: ["aws:eu-west-1", ...(far ? ["gcp:europe-west3"] : [])],
    primary: "aws:eu-west-1",
});
const models = [{
    name: "screening",
    releases: { "1.0.0": { artifact: "file:stacks/models/screening/1.0.0/model.onnx", digest: "sha256:0eb8b6b0cb9a0572f155e36e6f3cf92ae6da7e1c0c8f05d1f93c28460b248f83" } },
    traffic: [{ version: "1.0.0", percent: 100 }],
}];
const landing = cloud.region("eu-west-1").landingZone({ cell: eu, names });
const backends = [new RegionalServing("screening", { landing, models })];
if (far) backends.push({
    cell: "eu",
    region: "gcp:europe-west3",
    place: { city: "Frankfurt", country: "DE", latitude: 50.11552, longitude: 8.68417 },
    hostname: "europe-west3.${host}",
    address: pulumi.output({ host: "192.0.2.1", port: 443 }),
    paths: { live: "/live", ready: "/v2/health/ready", region: "/region" },
});
new GlobalRouter("edge", { names, cells: [{ cell: eu, backends }] });
`;

describe("a cell on AWS that another cloud serves too", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;

    before(async () => {
        rehearsal = await Rehearsal.prepare("clouds", {}, { program });
    });
    after(() => rehearsal.dispose());

    const records = async () =>
        new MadeThings(await rehearsal.state()).of("route53/record").filter(({ inputs }) => inputs.name === host);

    it("is led to by latency, as long as AWS serves it alone", async () => {
        await rehearsal.up();
        const [record, ...more] = await records();
        assert.deepEqual(more, []);
        assert.deepEqual(
            [record!.inputs.type, record!.inputs.latencyRoutingPolicies],
            ["A", [{ region: "eu-west-1" }]],
        );
    });

    it("is led to by distance from then on, all records being of one type and one policy, each by its region's health", async () => {
        rehearsal.configure({ "meridian:far": "true" });
        // Route 53 takes a record of the new policy only once the last of the old one is gone.
        const first = await rehearsal.run("up", "--yes", "--skip-preview", "--continue-on-error");
        if (first.exitCode !== 0)
            assert.match(first.output, /the name eu\.screening\.example\.com has a record of type A/);
        else assert.deepEqual(await updated(rehearsal), {});
        if (first.exitCode !== 0) await rehearsal.up();

        const found = Object.fromEntries(
            (await records()).map(({ inputs: { setIdentifier, type, records, geoproximityRoutingPolicy } }) => [
                String(setIdentifier),
                { type, records, by: geoproximityRoutingPolicy },
            ]),
        );
        assert.deepEqual(found, {
            "eu-west-1": { type: "CNAME", records: [`eu-west-1.${host}`], by: { awsRegion: "eu-west-1" } },
            "gcp-europe-west3": {
                type: "CNAME",
                records: [`europe-west3.${host}`],
                by: { coordinates: [{ latitude: "50.12", longitude: "8.68" }] },
            },
        });
        const made = new MadeThings(await rehearsal.state());
        for (const { inputs } of await records()) {
            const check = made.named(inputs.healthCheckId)!.inputs;
            assert.deepEqual([[check.fqdn], check.resourcePath], [inputs.records, "/region"]);
        }
        assert.deepEqual(await updated(rehearsal), {});
    });
});
