import assert from "node:assert/strict";

import { planned, updated } from "../engine/steps";
import { Rehearsal } from "./rehearsal";
import { pinnedImage } from "../support/images";

/** Two services in the same regions of one account; `both`: the second one manages the account, too. */
const program = `
const pulumi = require("@pulumi/pulumi");
const { Service } = require("pulumi-meridian");
const { aws } = require("pulumi-meridian/aws");
const both = new pulumi.Config().getBoolean("both") ?? false;
const image = ${JSON.stringify(pinnedImage("image", "{account}.dkr.ecr.{region}.amazonaws.com"))};
const images = { gate: image, server: image, fetch: image };
const serve = (name, manage) => new Service(name, {
    domain: name + ".example.com",
    cells: [{
        name: "eu",
        jurisdictions: ["EU"],
        dataClasses: ["internal"],
        regions: ["aws:eu-west-1", "aws:eu-central-1"],
        primary: "aws:eu-west-1",
    }],
    models: [{
        name: "screening",
        releases: { "1.0.0": { artifact: "file:stacks/models/screening/1.0.0/model.onnx", digest: "sha256:0eb8b6b0cb9a0572f155e36e6f3cf92ae6da7e1c0c8f05d1f93c28460b248f83" } },
        traffic: [{ version: "1.0.0", percent: 100 }],
    }],
    observability: { slo: { availability: 0.999 }, audit: true },
}, { clouds: [aws({ images, manage })] });
serve("screening", true);
serve("triage", both);
`;

describe("two services on AWS in one stack, rehearsed", function () {
    this.timeout(600_000);
    let rehearsal: Rehearsal;

    before(async () => {
        rehearsal = await Rehearsal.prepare("services", {}, { program });
    });
    after(() => rehearsal.dispose());

    it("are made in the same regions of an account, which takes no name twice, and then nothing is left to do", async () => {
        await rehearsal.up();
        assert.deepEqual(await updated(rehearsal), {});
        const once = rehearsal.things().filter(({ type }) => type.startsWith("aws:ecr/"));
        assert.deepEqual(once.map(({ region, type }) => `${type.split(":")[2]!} ${region!}`).sort(), [
            "ReplicationConfiguration eu-west-1",
            "RepositoryCreationTemplate eu-central-1",
        ]);
    });

    it("are refused at preview where both would manage the account", async () => {
        rehearsal.configure({ "meridian:both": "true" });
        const { errors, exitCode, output } = await rehearsal.run("preview");
        assert.notEqual(exitCode, 0);
        assert.match(output + errors, /aws\/once-per-account\]: Service "screening" already manages/);
        rehearsal.configure({});
        assert.deepEqual(await planned(rehearsal), {});
    });
});
